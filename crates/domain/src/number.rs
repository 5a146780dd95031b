//! Numbers of things: staff see running numbers, outsiders see references that tell neither volume nor time.

use crate::refusal::Refusal;

/// Letters and digits of public references; without those that are mistaken for each other.
const REFERENCE_ALPHABET: &[u8; 32] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";

/// Bytes of randomness that [`public_reference`] takes.
pub const REFERENCE_BYTES: usize = 8;

/// Bytes of randomness that [`receipt_code`] takes.
pub const RECEIPT_BYTES: usize = 16;

/// Writes a number by a pattern such as `PSIRT-{yyyy}-{seq:04}`.
#[must_use]
pub fn by_pattern(pattern: &str, year: i16, seq: i64) -> String {
    let mut out = String::with_capacity(pattern.len() + 8);
    let mut rest = pattern;
    while let Some(open) = rest.find('{') {
        out.push_str(&rest[..open]);
        let Some(close) = rest[open..].find('}') else { break };
        match &rest[open + 1..open + close] {
            "yyyy" => out.push_str(&format!("{year:04}")),
            "seq" => out.push_str(&seq.to_string()),
            field => {
                if let Some(width) = field.strip_prefix("seq:0").and_then(|w| w.parse::<usize>().ok()) {
                    out.push_str(&format!("{seq:0width$}", width = width.min(12)));
                }
            }
        }
        rest = &rest[open + close + 1..];
    }
    out.push_str(rest);
    out
}

/// Longest number that [`check_pattern`] lets be made, in characters.
const NUMBER_CHARS_MAX: usize = 40;

/// Whether a text is made of what numbers are made of: letters, digits and hyphens, at most 40. Nothing else may stand in an address.
#[must_use]
pub fn is_plain(text: &str) -> bool {
    (1..=NUMBER_CHARS_MAX).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
}

/// Checks a pattern: it needs a running number and may hold only letters, digits and hyphens around its fields.
///
/// # Errors
/// [`Refusal::FieldInvalid`].
pub fn check_pattern(field: &str, pattern: &str) -> Result<(), Refusal> {
    let plain = by_pattern(pattern, 2026, 1);
    let fine = pattern.contains("{seq") && plain.len() >= 3 && is_plain(&plain);
    if fine { Ok(()) } else { Err(Refusal::invalid(field, "PSIRT-{yyyy}-{seq:04}")) }
}

/// A reference for outsiders, `7Q3F-9M2D`.
#[must_use]
pub fn public_reference(random: &[u8; REFERENCE_BYTES]) -> String {
    let letter = |byte: &u8| char::from(REFERENCE_ALPHABET[usize::from(byte & 31)]);
    let (left, right) = random.split_at(4);
    format!("{}-{}", left.iter().map(letter).collect::<String>(), right.iter().map(letter).collect::<String>())
}

/// A receipt code, `0000-0000-0000-0000`: 16 digits of even chance.
#[must_use]
pub fn receipt_code(random: &[u8; RECEIPT_BYTES]) -> String {
    let value = u128::from_le_bytes(*random) % 10_000_000_000_000_000;
    let digits = format!("{value:016}");
    format!("{}-{}-{}-{}", &digits[..4], &digits[4..8], &digits[8..12], &digits[12..])
}

/// Reads a receipt code as people type it: blanks, hyphens and full-width digits are fine. None when it is no code.
#[must_use]
pub fn read_receipt_code(typed: &str) -> Option<String> {
    if typed.len() > 200 {
        return None;
    }
    let mut digits = String::with_capacity(16);
    for c in typed.chars() {
        match c {
            '0'..='9' => digits.push(c),
            '\u{ff10}'..='\u{ff19}' => digits.push(char::from_digit(c as u32 - 0xff10, 10)?),
            _ if c.is_whitespace() || matches!(c, '-' | '－' | '‐' | '−' | 'ー') => {}
            _ => return None,
        }
    }
    (digits.len() == 16).then(|| format!("{}-{}-{}-{}", &digits[..4], &digits[4..8], &digits[8..12], &digits[12..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_follow_their_pattern() {
        assert_eq!(by_pattern("PSIRT-{yyyy}-{seq:04}", 2026, 42), "PSIRT-2026-0042");
        assert_eq!(by_pattern("KD-SA-{yyyy}-{seq:04}", 2026, 12345), "KD-SA-2026-12345");
        assert!(check_pattern("ids.case", "PSIRT-{yyyy}").is_err());
        assert!(check_pattern("ids.case", "../{seq}").is_err());
    }

    #[test]
    fn a_code_is_read_as_people_type_it() {
        let code = receipt_code(&[7; RECEIPT_BYTES]);
        assert_eq!(code.len(), 19);
        assert_eq!(read_receipt_code(&code.replace('-', " ")), Some(code.clone()));
        assert_eq!(read_receipt_code("１２３４ 5678-9012-3456"), Some("1234-5678-9012-3456".to_owned()));
        assert_eq!(read_receipt_code("1234-5678-9012-345"), None);
        assert_eq!(read_receipt_code("1234-5678-9012-345x"), None);
    }
}
