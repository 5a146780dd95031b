//! The three written forms of a name: the formatted string, the URI of version 2.2, and the well-formed name itself (NIST IR 7695 §§5, 6).

use super::{Cpe, Part, Value};
use std::fmt;

impl Part {
    const fn char(self) -> char {
        match self {
            Self::Application => 'a',
            Self::OperatingSystem => 'o',
            Self::Hardware => 'h',
            Self::Any => '*',
            Self::Na => '-',
        }
    }
}

pub(super) fn push_escaped(out: &mut String, c: char) {
    if c.is_ascii() && !c.is_ascii_alphanumeric() && !matches!(c, '_' | '.' | '-') {
        out.push('\\');
    }
    out.push(c);
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Any => f.write_str("*"),
            Self::Na => f.write_str("-"),
            Self::Pattern(pattern) => f.write_str(pattern),
            Self::Text(text) if text == "-" => f.write_str("\\-"),
            Self::Text(text) => {
                let mut out = String::with_capacity(text.len());
                text.chars().for_each(|c| push_escaped(&mut out, c));
                f.write_str(&out)
            }
        }
    }
}

impl fmt::Display for Cpe {
    /// Writes the 2.3 formatted string.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "cpe:2.3:{}", self.part.char())?;
        self.values().try_for_each(|value| write!(f, ":{value}"))
    }
}

impl Cpe {
    /// Writes the URI of version 2.2, as old records and tools have it; the four attributes that came with 2.3 are packed into its edition.
    #[must_use]
    pub fn to_uri(&self) -> String {
        let part = match self.part {
            Part::Any => String::new(),
            part => part.char().to_string(),
        };
        let late = [&self.sw_edition, &self.target_sw, &self.target_hw, &self.other];
        let edition = if late.iter().all(|value| **value == Value::Any) {
            uri(&self.edition)
        } else {
            let packed: Vec<String> = std::iter::once(&self.edition).chain(late).map(uri).collect();
            format!("~{}", packed.join("~"))
        };
        let mut fields = vec![part];
        fields.extend([&self.vendor, &self.product, &self.version, &self.update].map(uri));
        fields.extend([edition, uri(&self.language)]);
        while fields.last().is_some_and(String::is_empty) {
            fields.pop();
        }
        format!("cpe:/{}", fields.join(":"))
    }

    /// Writes the well-formed name, such as `wfn:[part="a",vendor="haxx",product="curl",version="7\.61\.0"]`;
    /// attributes that are any are left out, as the specification allows.
    #[must_use]
    pub fn to_wfn(&self) -> String {
        const NAMES: [&str; 10] =
            ["vendor", "product", "version", "update", "edition", "language", "sw_edition", "target_sw", "target_hw", "other"];
        let mut fields = Vec::new();
        match self.part {
            Part::Any => {}
            Part::Na => fields.push("part=NA".to_owned()),
            part => fields.push(format!("part=\"{}\"", part.char())),
        }
        for (name, value) in NAMES.into_iter().zip(self.values()) {
            match value {
                Value::Any => {}
                Value::Na => fields.push(format!("{name}=NA")),
                Value::Text(text) => fields.push(format!("{name}=\"{}\"", quoted(text))),
                Value::Pattern(pattern) => fields.push(format!("{name}=\"{}\"", requoted(pattern))),
            }
        }
        format!("wfn:[{}]", fields.join(","))
    }
}

/// A value with every character but letters, digits and `_` behind a `\`.
fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_ascii() && !c.is_ascii_alphanumeric() && c != '_' {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// A pattern as a well-formed name has it: there `.` and `-` are behind a `\` too, the live wildcards are not.
fn requoted(pattern: &str) -> String {
    let mut out = String::with_capacity(pattern.len());
    let mut chars = pattern.chars();
    while let Some(c) = chars.next() {
        match c {
            '*' | '?' => out.push(c),
            '\\' => out.push_str(&quoted(chars.next().map(String::from).unwrap_or_default().as_str())),
            c => out.push_str(&quoted(c.encode_utf8(&mut [0; 4]))),
        }
    }
    out
}

/// One attribute of the URI: what is special is percent-encoded, `*` is `%02` and `?` is `%01`.
fn uri(value: &Value) -> String {
    let mut out = String::new();
    match value {
        Value::Any => {}
        Value::Na => out.push('-'),
        Value::Text(text) if text == "-" => out.push_str("%2d"),
        Value::Text(text) => text.chars().for_each(|c| encode(&mut out, c)),
        Value::Pattern(pattern) => {
            let mut chars = pattern.chars();
            while let Some(c) = chars.next() {
                match c {
                    '*' => out.push_str("%02"),
                    '?' => out.push_str("%01"),
                    '\\' => chars.next().into_iter().for_each(|c| encode(&mut out, c)),
                    c => encode(&mut out, c),
                }
            }
        }
    }
    out
}

fn encode(out: &mut String, c: char) {
    if c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-') || !c.is_ascii() {
        out.push(c);
    } else {
        out.push_str(&format!("%{:02x}", u32::from(c)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn one_name_has_three_forms() {
        for (formatted, uri, wfn) in [
            (
                "cpe:2.3:a:microsoft:internet_explorer:8.0.6001:beta:*:*:*:*:*:*",
                "cpe:/a:microsoft:internet_explorer:8.0.6001:beta",
                r#"wfn:[part="a",vendor="microsoft",product="internet_explorer",version="8\.0\.6001",update="beta"]"#,
            ),
            (
                r"cpe:2.3:a:foo\\bar:big\$money:2010:*:*:*:special:ipod_touch:80gb:*",
                "cpe:/a:foo%5cbar:big%24money:2010::~~special~ipod_touch~80gb~",
                r#"wfn:[part="a",vendor="foo\\bar",product="big\$money",version="2010",sw_edition="special",target_sw="ipod_touch",target_hw="80gb"]"#,
            ),
            (
                "cpe:2.3:a:hp:insight:7.4.*:-:*:*:online:win2003:x64:*",
                "cpe:/a:hp:insight:7.4.%02:-:~~online~win2003~x64~",
                r#"wfn:[part="a",vendor="hp",product="insight",version="7\.4\.*",update=NA,sw_edition="online",target_sw="win2003",target_hw="x64"]"#,
            ),
        ] {
            let cpe = Cpe::parse(formatted).unwrap();
            assert_eq!(cpe.to_uri(), uri);
            assert_eq!(cpe.to_wfn(), wfn);
            assert_eq!(Cpe::parse(uri).unwrap(), cpe, "{uri}");
            assert_eq!(Cpe::parse(wfn).unwrap(), cpe, "{wfn}");
        }
    }

    proptest! {
        #[test]
        fn every_form_reads_back(text in r"cpe:2\.3:[aoh*](:([a-z0-9~.+!*?あ-]{1,5}|\*)){2,10}") {
            if let Ok(cpe) = Cpe::parse(&text) {
                prop_assert_eq!(Cpe::parse(&cpe.to_string()), Ok(cpe.clone()));
                prop_assert_eq!(Cpe::parse(&cpe.to_uri()), Ok(cpe.clone()), "{}", cpe.to_uri());
                prop_assert_eq!(Cpe::parse(&cpe.to_wfn()), Ok(cpe.clone()), "{}", cpe.to_wfn());
            }
        }
    }
}
