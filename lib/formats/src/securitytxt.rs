//! security.txt, RFC 9116: where to report, until when the file holds, and the rest that reporters look for.

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

#[cfg(test)]
mod tests {
    use super::*;

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
