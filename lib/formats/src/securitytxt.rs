//! security.txt, RFC 9116: where to report, until when the file holds, and the rest that reporters look for.

use crate::problem::{Problem, Problems, quote};

/// What a security.txt says. Addresses are URIs; a mail address is given as `mailto:…`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SecurityTxt {
    /// Ways to report, the preferred first (§2.5.3); at least one.
    pub contacts: Vec<String>,
    /// Until when the file holds, RFC 3339 (§2.5.5).
    pub expires: String,
    /// Keys (§2.5.4).
    pub encryption: Vec<String>,
    /// Pages of thanks (§2.5.1).
    pub acknowledgments: Vec<String>,
    /// Languages, without order (§2.5.8).
    pub preferred_languages: Vec<String>,
    /// Where this file stands (§2.5.2).
    pub canonical: Vec<String>,
    /// Policy for reporters (§2.5.7).
    pub policy: Vec<String>,
    /// `provider-metadata.json` (CSAF 2.0 §7.1.8).
    pub csaf: Vec<String>,
}

/// Writes the file, unsigned. Line breaks and other control characters inside a value are taken out.
#[must_use]
pub fn write(file: &SecurityTxt) -> Vec<u8> {
    let mut out = String::new();
    let mut field = |name: &str, value: &str| {
        let value: String = value.chars().filter(|c| !c.is_control()).collect();
        if !value.trim().is_empty() {
            out.push_str(&format!("{name}: {}\n", value.trim()));
        }
    };
    let lists: [(&str, &[String]); 2] = [("Contact", &file.contacts), ("Encryption", &file.encryption)];
    for (name, values) in lists {
        values.iter().for_each(|value| field(name, value));
    }
    field("Expires", &file.expires);
    field("Preferred-Languages", &file.preferred_languages.join(", "));
    let lists: [(&str, &[String]); 4] =
        [("Canonical", &file.canonical), ("Policy", &file.policy), ("Acknowledgments", &file.acknowledgments), ("CSAF", &file.csaf)];
    for (name, values) in lists {
        values.iter().for_each(|value| field(name, value));
    }
    out.into_bytes()
}

/// Most values of one field.
const VALUES_MAX: usize = 100;
/// Largest file, in bytes.
pub const SECURITY_TXT_BYTES_MAX: usize = 256 * 1024;

/// Reads a file, also one inside a clear-signed message, whose signature is not looked at. What RFC 9116 demands and the file lacks is a
/// problem; fields that it does not know are passed over, as it demands.
#[must_use]
pub fn read(bytes: &[u8]) -> (SecurityTxt, Vec<Problem>) {
    let mut file = SecurityTxt::default();
    let mut problems = Problems::default();
    if bytes.len() > SECURITY_TXT_BYTES_MAX {
        problems.note("record.too_large", "", format!("{} bytes, at most {SECURITY_TXT_BYTES_MAX}", bytes.len()));
        return (file, problems.into_vec());
    }
    let text = String::from_utf8_lossy(bytes);
    let text = text.trim_start_matches('\u{feff}');
    let mut expires = 0;
    for (at, line) in text.lines().enumerate() {
        // A signature ends the text; in a signed text lines that begin with a dash are escaped.
        if line.starts_with("-----BEGIN PGP SIGNATURE") {
            break;
        }
        let line = line.strip_prefix("- ").unwrap_or(line).trim();
        if line.is_empty() || line.starts_with('#') || line.starts_with("-----") {
            continue;
        }
        let place = format!("line {}", at + 1);
        let Some((name, value)) = line.split_once(':').map(|(name, value)| (name.trim().to_ascii_lowercase(), value.trim())) else {
            problems.note("security.bad_line", place, quote(line));
            continue;
        };
        let list = match name.as_str() {
            "contact" => &mut file.contacts,
            "encryption" => &mut file.encryption,
            "acknowledgments" => &mut file.acknowledgments,
            "canonical" => &mut file.canonical,
            "policy" => &mut file.policy,
            "csaf" => &mut file.csaf,
            "preferred-languages" => {
                file.preferred_languages =
                    value.split(',').map(str::trim).filter(|tag| !tag.is_empty()).take(VALUES_MAX).map(str::to_owned).collect();
                continue;
            }
            "expires" => {
                expires += 1;
                value.clone_into(&mut file.expires);
                continue;
            }
            _ => continue,
        };
        if value.starts_with("http://") {
            problems.note("security.not_https", place, quote(value));
        } else if list.len() < VALUES_MAX && !value.is_empty() {
            list.push(value.to_owned());
        }
    }
    if file.contacts.is_empty() {
        problems.note("security.no_contact", "", "the file names no way to report");
    }
    if expires != 1 {
        problems.note("security.expires", "", format!("`Expires` stands {expires} times, once is right"));
    }
    (file, problems.into_vec())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signed_file_is_read_and_what_lacks_is_named() {
        let signed = "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\n# ours\nContact: mailto:psirt@kakuu.example\nEXPIRES: 2027-11-20T00:00:00Z\n\
            CSAF: https://kakuu.example/.well-known/csaf/provider-metadata.json\nCSAF: http://kakuu.example/x\nHiring: https://kakuu.example/jobs\n\
            -----BEGIN PGP SIGNATURE-----\nContact: mailto:evil@else.example\n";
        let (file, problems) = read(signed.as_bytes());
        assert_eq!((file.contacts.len(), file.csaf.len(), file.expires.as_str()), (1, 1, "2027-11-20T00:00:00Z"));
        assert_eq!(problems.iter().map(|problem| problem.code).collect::<Vec<_>>(), ["security.not_https"]);
        let codes: Vec<_> = read(b"hello\n").1.iter().map(|problem| problem.code).collect();
        assert_eq!(codes, ["security.bad_line", "security.no_contact", "security.expires"]);
    }

    #[test]
    fn a_value_stays_on_its_line() {
        let file = SecurityTxt {
            contacts: vec!["mailto:psirt@example.com\nExpires: never".into()],
            expires: "2027-11-20T00:00:00Z".into(),
            preferred_languages: vec!["ja".into(), "en".into()],
            csaf: vec!["https://example.com/.well-known/csaf/provider-metadata.json".into()],
            ..SecurityTxt::default()
        };
        let text = String::from_utf8(write(&file)).unwrap();
        assert_eq!(
            text,
            "Contact: mailto:psirt@example.comExpires: never\nExpires: 2027-11-20T00:00:00Z\nPreferred-Languages: ja, en\n\
             CSAF: https://example.com/.well-known/csaf/provider-metadata.json\n"
        );
    }
}
