//! People: what a login, a mail address and a password must be.

use crate::refusal::Refusal;
use crate::text;

/// Characters of a password, at least.
pub const PASSWORD_CHARS_MIN: usize = 12;
/// Bytes of a password, at most; keeps hashing bounded.
pub const PASSWORD_BYTES_MAX: usize = 1_024;

/// Whether a text is an address that mail could go to: one `@`, a host with a dot or `localhost`, no blanks.
#[must_use]
pub fn is_mail(text: &str) -> bool {
    let Some((local, host)) = text.split_once('@') else { return false };
    let host_fine = !host.is_empty()
        && host.split('.').all(|label| {
            !label.is_empty() && label.len() <= 63 && label.chars().all(|c| c.is_alphanumeric() || c == '-') && !label.starts_with('-')
        })
        && (host.contains('.') || host == "localhost");
    let local_fine =
        !local.is_empty() && local.len() <= 64 && local.chars().all(|c| c.is_alphanumeric() || ".!#$%&'*+/=?^_`{|}~-".contains(c));
    text.len() <= 254 && host_fine && local_fine
}

/// Checks a login: lower-case letters, digits, `-`, `_`, `.`; 2 to 40.
///
/// # Errors
/// [`Refusal::FieldInvalid`].
pub fn check_login(login: &str) -> Result<String, Refusal> {
    let login = login.trim();
    let fine = (2..=40).contains(&login.len())
        && login.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '_' | '.'))
        && login.starts_with(|c: char| c.is_ascii_lowercase());
    if fine { Ok(login.to_owned()) } else { Err(Refusal::invalid("login", "a-z 0-9 - _ .")) }
}

/// Checks a password: long, and not the login or one repeated character.
///
/// # Errors
/// [`Refusal::PasswordWeak`].
pub fn check_password(login: &str, password: &str) -> Result<(), Refusal> {
    let weak = || Refusal::PasswordWeak { min: PASSWORD_CHARS_MIN.to_string() };
    let mut kinds: Vec<char> = password.chars().collect();
    kinds.sort_unstable();
    kinds.dedup();
    let long = text::count(password) >= PASSWORD_CHARS_MIN && password.len() <= PASSWORD_BYTES_MAX;
    if long && kinds.len() > 3 && !password.eq_ignore_ascii_case(login) { Ok(()) } else { Err(weak()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_one_at_and_a_host() {
        for fine in ["a@example.com", "first.last+tag@sub.example.co.jp", "a@localhost"] {
            assert!(is_mail(fine), "{fine}");
        }
        for bad in ["", "a", "a@b@c", "a@", "@b.c", "a b@c.d", "a@b..c", "a@-b.c", "a@b.c\r\nBcc: x@y.z"] {
            assert!(!is_mail(bad), "{bad}");
        }
    }

    #[test]
    fn a_password_is_long_and_not_one_letter() {
        assert!(check_password("lead", "a long sentence").is_ok());
        for weak in ["short", "aaaaaaaaaaaaaaaa", "abababababababab"] {
            assert!(check_password("lead", weak).is_err(), "{weak}");
        }
    }
}
