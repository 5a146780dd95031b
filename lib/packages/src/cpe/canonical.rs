//! The formatted string of a CPE; one that is written so already, as most are, is found out in one walk and not taken apart.

use super::{CPE_BYTES_MAX, Cpe, CpeError};
use std::borrow::Cow;

/// Attributes after the part.
const VALUES: usize = 10;

/// The 2.3 formatted string of a text that is a CPE.
///
/// # Errors
/// As [`Cpe::parse`].
pub fn canonical(text: &str) -> Result<Cow<'_, str>, CpeError> {
    if is_canonical(text) { Ok(Cow::Borrowed(text)) } else { Cpe::parse(text).map(|cpe| Cow::Owned(cpe.to_string())) }
}

/// Whether a text is surely canonical; `false` says nothing.
fn is_canonical(text: &str) -> bool {
    let Some(bytes) = text.strip_prefix("cpe:2.3:").map(str::as_bytes) else { return false };
    let [b'a' | b'o' | b'h' | b'*' | b'-', rest @ ..] = bytes else { return false };
    if text.len() > CPE_BYTES_MAX {
        return false;
    }
    let (mut values, mut at) = (0, 0);
    while rest.get(at) == Some(&b':') {
        values += 1;
        at += 1;
        let begin = at;
        while let Some(byte) = rest.get(at) {
            match byte {
                b'a'..=b'z' | b'0'..=b'9' | b'_' | b'.' | b'-' => at += 1,
                b'\\' if rest.get(at + 1).is_some_and(|c| c.is_ascii_punctuation() && !matches!(c, b'_' | b'.' | b'-')) => at += 2,
                b'*' if at == begin => {
                    at += 1;
                    break;
                }
                _ => break,
            }
        }
        if at == begin {
            return false;
        }
    }
    values == VALUES && at == rest.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_is_canonical_is_not_copied() {
        for text in ["cpe:2.3:a:haxx:curl:7.61.0:*:*:*:*:*:*:*", r"cpe:2.3:a:foo\\bar:big\$money:2010:-:*:*:special:ipod_touch:80gb:*"] {
            assert!(matches!(canonical(text), Ok(Cow::Borrowed(_))), "{text}");
        }
        for text in ["cpe:2.3:a:Haxx:curl:1:*:*:*:*:*:*:*", "cpe:2.3:a:haxx:curl:1", "cpe:2.3:a:haxx:curl:1.*:*:*:*:*:*:*:*"] {
            assert!(matches!(canonical(text), Ok(Cow::Owned(_))), "{text}");
        }
    }

    proptest! {
        #[test]
        fn the_short_way_gives_what_the_long_one_gives(part in "[aohAx*-]?", values in proptest::collection::vec(r"(\*|-|[aB1_.é +*?-]|\\[.:*$a-])?([a1]|\\[-!é])?", 9..12)) {
            let text = format!("cpe:2.3:{part}:{}", values.join(":"));
            let long = Cpe::parse(&text).map(|cpe| cpe.to_string());
            prop_assert_eq!(canonical(&text).map(Cow::into_owned), long);
        }
    }
}
