//! The canonical form of a purl; one that is written so already, as most are, is found out in one walk and not taken apart.

use super::{PURL_BYTES_MAX, PURL_QUALIFIERS_MAX, Purl, PurlError};
use std::borrow::Cow;

/// The canonical form of a text that is a purl.
///
/// # Errors
/// As [`Purl::parse`].
pub fn canonical(text: &str) -> Result<Cow<'_, str>, PurlError> {
    if is_canonical(text) { Ok(Cow::Borrowed(text)) } else { Purl::parse(text).map(|purl| Cow::Owned(purl.to_string())) }
}

/// Types whose rules look at more than the case of letters.
const STRICT: [&str; 11] =
    ["chrome-extension", "cpan", "git", "huggingface", "julia", "mlflow", "otp", "pub", "swift", "vcpkg", "vscode-extension"];

/// Types whose rules leave letters as they are.
const KEEPS_CASE: [&str; 12] =
    ["cargo", "cocoapods", "conan", "conda", "cran", "docker", "gem", "generic", "golang", "maven", "npm", "nuget"];

/// Whether a text is surely canonical; `false` says nothing.
fn is_canonical(text: &str) -> bool {
    let Some(rest) = text.strip_prefix("pkg:") else { return false };
    let Some((ty, rest)) = cut(rest, b'/') else { return false };
    let letter = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'.' | b'-');
    if text.len() > PURL_BYTES_MAX || !ty.starts_with(|c: char| c.is_ascii_lowercase()) || !ty.bytes().all(letter) || STRICT.contains(&ty) {
        return false;
    }
    let keeps_case = KEEPS_CASE.contains(&ty);
    let (path, qualifiers) = cut(rest, b'?').map_or((rest, None), |(path, rest)| (path, Some(rest)));
    let (mut path, version) = cut(path, b'@').map_or((path, None), |(path, rest)| (path, Some(rest)));
    let underscore = ty != "pypi";
    while let Some((segment, rest)) = cut(path, b'/') {
        if !is_plain(segment, keeps_case, false, underscore) {
            return false;
        }
        path = rest;
    }
    is_plain(path, keeps_case, false, underscore)
        && version.is_none_or(|version| is_plain(version, keeps_case, true, true))
        && qualifiers.is_none_or(are_plain)
}

/// The text before and after the first of an ASCII letter.
fn cut(text: &str, at: u8) -> Option<(&str, &str)> {
    let place = text.bytes().position(|byte| byte == at)?;
    Some((&text[..place], &text[place + 1..]))
}

/// Whether qualifiers stand in the order of their keys, each with a plain value.
fn are_plain(text: &str) -> bool {
    let mut before = "";
    text.split('&').enumerate().all(|(at, pair)| {
        let Some((key, value)) = pair.split_once('=') else { return false };
        let letter = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'.' | b'-' | b'_');
        let good = key.starts_with(|c: char| c.is_ascii_lowercase()) && key.bytes().all(letter) && before < key;
        before = key;
        at < PURL_QUALIFIERS_MAX && good && is_plain(value, true, true, true)
    })
}

/// Whether a part is not empty and has only letters that stand for themselves, and escapes that are needed.
fn is_plain(part: &str, keeps_case: bool, slash: bool, underscore: bool) -> bool {
    let bytes = part.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            b'_' if !underscore => return false,
            b'a'..=b'z' | b'0'..=b'9' | b'.' | b'-' | b'_' | b'~' | b':' => at += 1,
            b'A'..=b'Z' if keeps_case => at += 1,
            b'%' => {
                let digit = |at: usize| match bytes.get(at) {
                    Some(digit @ b'0'..=b'9') => Some(digit - b'0'),
                    Some(digit @ b'A'..=b'F') => Some(digit - b'A' + 10),
                    _ => None,
                };
                let Some(byte) = digit(at + 1).zip(digit(at + 2)).map(|(high, low)| high * 16 + low) else { return false };
                let stands = byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_' | b'~' | b':');
                if stands || !byte.is_ascii() || (byte == b'/' && !slash) {
                    return false;
                }
                at += 3;
            }
            _ => return false,
        }
    }
    at > 0
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_is_canonical_is_not_copied() {
        for text in [
            "pkg:npm/%40angular/animation@12.3.1",
            "pkg:deb/debian/libc6@2.36-9%2Bdeb12u1?arch=amd64&distro=debian-12",
            "pkg:maven/org.Demo/Core@1.0-RC1",
            "pkg:golang/github.com/Masterminds/semver@v1.5.0",
            "pkg:oci/debian@sha256%3A244fd47e07d10?repository_url=docker.io%2Flibrary",
        ] {
            let written = Purl::parse(text).unwrap().to_string();
            assert_eq!(matches!(canonical(text).unwrap(), Cow::Borrowed(_)), written == text, "{text}");
        }
        assert!(!is_canonical("pkg:pypi/Django") && !is_canonical("pkg:npm/a?b=&c=1") && !is_canonical("pkg:npm/a//b"));
    }

    proptest! {
        #[test]
        fn the_short_way_gives_what_the_long_one_gives(
            ty in "npm|pypi|deb|rpm|maven|golang|git|pub|julia|cpan|x|oci|cargo",
            rest in "(/|[aB_.%:@]|%2[0-9AFf]|%4[01]|%7E|%C3%A9|é){1,8}(@[1aB.+%:/-]{0,4}(%2[Bbf])?)?(\\?(([aB_]=|[ab]=)(1|A|%2F|%3A|/|=)?&?){0,3})?(#[a./]{0,3})?",
        ) {
            let text = format!("pkg:{ty}/{rest}");
            let long = Purl::parse(&text).map(|purl| purl.to_string());
            prop_assert_eq!(canonical(&text).map(Cow::into_owned), long);
        }
    }
}
