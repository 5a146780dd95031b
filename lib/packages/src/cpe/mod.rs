//! CPE names: the 2.3 formatted string, the 2.2 URI and the well-formed name (NIST IR 7695), read leniently and written as any of
//! them, and how two names stand to each other (NIST IR 7696).

mod canonical;
mod dirt;
mod relation;
mod wfn;
mod write;

pub use canonical::canonical;
pub use dirt::Dirt;
pub use relation::Relation;
use write::push_escaped;

use std::str::FromStr;

/// Longest CPE that is read, in bytes.
pub const CPE_BYTES_MAX: usize = 4 * 1024;

/// A CPE name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cpe {
    /// Which sort of thing it names.
    pub part: Part,
    /// Vendor.
    pub vendor: Value,
    /// Product.
    pub product: Value,
    /// Version.
    pub version: Value,
    /// Update, such as `sp1` or `rc2`.
    pub update: Value,
    /// Edition (legacy).
    pub edition: Value,
    /// Language tag.
    pub language: Value,
    /// Software edition.
    pub sw_edition: Value,
    /// Software environment, such as `node.js`.
    pub target_sw: Value,
    /// Hardware environment.
    pub target_hw: Value,
    /// Anything else.
    pub other: Value,
}

/// The sort of thing that a CPE names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// `a`
    Application,
    /// `o`
    OperatingSystem,
    /// `h`
    Hardware,
    /// `*`: not said, as Yocto writes it.
    Any,
    /// `-`
    Na,
}

/// The value of one attribute.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Value {
    /// `*`: any value.
    Any,
    /// `-`: not applicable, or none.
    Na,
    /// A text without wildcards, lower-case and unescaped.
    Text(String),
    /// A text with live `*` or `?`, lower-case and still escaped.
    Pattern(String),
}

impl Value {
    /// The plain text, where there is one.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Makes a value from plain text; empty = any.
    #[must_use]
    pub fn of_text(text: &str) -> Self {
        if text.is_empty() { Self::Any } else { Self::Text(text.to_lowercase()) }
    }
}

/// Why a text is not a CPE.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CpeError {
    /// Longer than `CPE_BYTES_MAX`.
    #[error("longer than {CPE_BYTES_MAX} bytes")]
    TooLong,
    /// Begins neither with `cpe:2.3:` nor with `cpe:/` nor with `wfn:[`.
    #[error("`cpe:2.3:` or `cpe:/` expected")]
    NoScheme,
    /// The part is none of `a`, `o`, `h`, `*`, `-`.
    #[error("part `a`, `o`, `h`, `*` or `-` expected")]
    BadPart,
    /// Fewer attributes than vendor and product, or more than eleven.
    #[error("two to eleven attributes expected")]
    BadCount,
    /// A `\` at the end, or `%` without two hexadecimal digits.
    #[error("escape is broken")]
    BadEscape,
    /// A well-formed name that is no list of attributes with quoted values, or names an attribute that does not exist.
    #[error("`wfn:[attribute=\"value\",…]` expected")]
    BadWfn,
}

impl Cpe {
    /// Reads a 2.3 formatted string, a 2.2 URI or a well-formed name; attributes left out are any, blanks become `_`.
    ///
    /// # Errors
    /// Says which part of the name is broken.
    pub fn parse(text: &str) -> Result<Self, CpeError> {
        if text.len() > CPE_BYTES_MAX {
            return Err(CpeError::TooLong);
        }
        let text = text.trim();
        let has = |prefix: &str| text.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix));
        if has("cpe:2.3:") {
            Self::formatted(&text["cpe:2.3:".len()..])
        } else if has("cpe:/") {
            Self::uri(&text["cpe:/".len()..])
        } else if has("wfn:[") {
            Self::well_formed(&text["wfn:[".len()..])
        } else {
            Err(CpeError::NoScheme)
        }
    }

    fn formatted(text: &str) -> Result<Self, CpeError> {
        let fields = split_unescaped(text);
        let part = part(fields.first().copied().unwrap_or_default())?;
        let values = fields[1..].iter().map(|field| value(field)).collect::<Result<Vec<_>, _>>()?;
        Self::of_values(part, values)
    }

    fn uri(text: &str) -> Result<Self, CpeError> {
        let mut fields = text.split(':');
        let part = part(fields.next().unwrap_or_default())?;
        let mut values = Vec::new();
        for (i, field) in fields.enumerate() {
            // The fifth attribute may pack edition and the four of 2.3 between tildes (NIST IR 7695 §6.1.2.1).
            match field.strip_prefix('~').filter(|_| i == 4) {
                Some(packed) => values.push(packed.split('~').map(uri_value).collect::<Result<Vec<_>, _>>()?),
                None => values.push(vec![uri_value(field)?]),
            }
        }
        let packed = values.get_mut(4).filter(|v| v.len() > 1).map(|v| v.split_off(1)).unwrap_or_default();
        if values.len() > 6 || packed.len() > 4 {
            return Err(CpeError::BadCount);
        }
        let mut values: Vec<_> = values.into_iter().map(|mut v| v.swap_remove(0)).collect();
        if !packed.is_empty() {
            values.resize(6, Value::Any);
            values.extend(packed);
        }
        // Binding to a URI leaves out what is any at its end, vendor and product too.
        values.resize(values.len().max(2), Value::Any);
        Self::of_values(part, values)
    }

    fn of_values(part: Part, values: Vec<Value>) -> Result<Self, CpeError> {
        if !(2..=10).contains(&values.len()) {
            return Err(CpeError::BadCount);
        }
        let mut values = values.into_iter();
        let mut next = || values.next().unwrap_or(Value::Any);
        Ok(Self {
            part,
            vendor: next(),
            product: next(),
            version: next(),
            update: next(),
            edition: next(),
            language: next(),
            sw_edition: next(),
            target_sw: next(),
            target_hw: next(),
            other: next(),
        })
    }

    /// The ten attributes after the part, in their order.
    pub fn values(&self) -> impl Iterator<Item = &Value> {
        [
            &self.vendor,
            &self.product,
            &self.version,
            &self.update,
            &self.edition,
            &self.language,
            &self.sw_edition,
            &self.target_sw,
            &self.target_hw,
            &self.other,
        ]
        .into_iter()
    }

    /// The version with its update, as people write it: `9.6` with update `p1` is `9.6p1`, with `rc1` is `9.6-rc1`.
    #[must_use]
    pub fn full_version(&self) -> Option<String> {
        let version = self.version.text()?;
        Some(match self.update.text() {
            Some(update) if update.starts_with('p') && update[1..].bytes().all(|b| b.is_ascii_digit()) => format!("{version}{update}"),
            Some(update) => format!("{version}-{update}"),
            None => version.to_owned(),
        })
    }
}

fn part(text: &str) -> Result<Part, CpeError> {
    Ok(match text {
        "a" | "A" => Part::Application,
        "o" | "O" => Part::OperatingSystem,
        "h" | "H" => Part::Hardware,
        "*" | "" => Part::Any,
        "-" => Part::Na,
        _ => return Err(CpeError::BadPart),
    })
}

fn split_unescaped(text: &str) -> Vec<&str> {
    let mut out = Vec::new();
    let (mut start, mut escaped) = (0, false);
    for (i, b) in text.bytes().enumerate() {
        match b {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b':' => {
                out.push(&text[start..i]);
                start = i + 1;
            }
            _ => {}
        }
    }
    out.push(&text[start..]);
    out
}

/// Reads one attribute of a formatted string.
fn value(field: &str) -> Result<Value, CpeError> {
    match field.trim() {
        "*" | "" => return Ok(Value::Any),
        "-" => return Ok(Value::Na),
        _ => {}
    }
    let (mut plain, mut pattern, mut wild) = (String::new(), String::new(), false);
    let mut chars = field.trim().chars();
    while let Some(c) = chars.next() {
        if matches!(c, '*' | '?') {
            wild = true;
            pattern.push(c);
            continue;
        }
        let c = if c == '\\' { chars.next().ok_or(CpeError::BadEscape)? } else { c };
        let c = if c.is_whitespace() { '_' } else { c };
        for c in c.to_lowercase() {
            plain.push(c);
            push_escaped(&mut pattern, c);
        }
    }
    Ok(if wild { Value::Pattern(pattern) } else { Value::Text(plain) })
}

/// Reads one attribute of a URI: `%02` is `*`, `%01` is `?`, anything else encoded is itself.
fn uri_value(field: &str) -> Result<Value, CpeError> {
    match field {
        "" => return Ok(Value::Any),
        "-" => return Ok(Value::Na),
        _ => {}
    }
    let mut escaped: Vec<u8> = Vec::new();
    let bytes = field.as_bytes();
    let mut i = 0;
    while i < bytes.len() {
        if bytes[i] == b'%' {
            let hex = field.get(i + 1..i + 3).and_then(|h| u8::from_str_radix(h, 16).ok()).ok_or(CpeError::BadEscape)?;
            match hex {
                1 => escaped.push(b'?'),
                2 => escaped.push(b'*'),
                _ if hex.is_ascii() => escaped.extend([b'\\', hex]),
                _ => escaped.push(hex),
            }
            i += 3;
        } else {
            if matches!(bytes[i], b'*' | b'?' | b'\\') {
                escaped.push(b'\\');
            }
            escaped.push(bytes[i]);
            i += 1;
        }
    }
    value(&String::from_utf8(escaped).map_err(|_| CpeError::BadEscape)?)
}

impl FromStr for Cpe {
    type Err = CpeError;

    fn from_str(text: &str) -> Result<Self, CpeError> {
        Self::parse(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn formatted_string_is_read_and_written() {
        let text = "cpe:2.3:a:haxx:curl:7.61.0:*:*:*:*:*:*:*";
        let cpe = Cpe::parse(text).unwrap();
        assert_eq!((cpe.vendor.text(), cpe.product.text(), cpe.version.text()), (Some("haxx"), Some("curl"), Some("7.61.0")));
        assert_eq!(cpe.to_string(), text);
    }

    #[test]
    fn escapes_and_wildcards_are_told_apart() {
        let text = r"cpe:2.3:a:foo\:bar:node\+js\*:1.2?:beta*:-:*:*:node.js:*:*";
        let cpe = Cpe::parse(text).unwrap();
        assert_eq!(cpe.vendor.text(), Some("foo:bar"));
        assert_eq!(cpe.product.text(), Some("node+js*"));
        assert_eq!(cpe.version, Value::Pattern("1.2?".into()));
        assert_eq!(cpe.edition, Value::Na);
        assert_eq!(cpe.to_string(), text);
    }

    #[test]
    fn yocto_writes_any_part_and_any_vendor() {
        let cpe = Cpe::parse("cpe:2.3:*:*:xrandr:1.5.1:*:*:*:*:*:*:*").unwrap();
        assert_eq!((cpe.part, &cpe.vendor, cpe.product.text()), (Part::Any, &Value::Any, Some("xrandr")));
    }

    #[test]
    fn old_uri_becomes_a_formatted_string() {
        for (uri, formatted) in [
            ("cpe:/o:linux:linux_kernel:5.10", "cpe:2.3:o:linux:linux_kernel:5.10:*:*:*:*:*:*:*"),
            ("cpe:/a:openbsd:openssh:9.6:p1", "cpe:2.3:a:openbsd:openssh:9.6:p1:*:*:*:*:*:*"),
            ("cpe:/a:foo%21:bar:1.%02::~pro~lite~ios~arm~x:en", r"cpe:2.3:a:foo\!:bar:1.*:*:pro:en:lite:ios:arm:x"),
            ("cpe:/a:foo:bar:-", "cpe:2.3:a:foo:bar:-:*:*:*:*:*:*:*"),
        ] {
            assert_eq!(Cpe::parse(uri).unwrap().to_string(), formatted, "{uri}");
        }
    }

    #[test]
    fn blanks_case_and_short_names_are_tolerated() {
        let cpe = Cpe::parse("CPE:2.3:a:Foo Works:Gate Way:1.0").unwrap();
        assert_eq!(cpe.to_string(), "cpe:2.3:a:foo_works:gate_way:1.0:*:*:*:*:*:*:*");
    }

    #[test]
    fn update_belongs_to_the_version() {
        let full = |text: &str| Cpe::parse(text).unwrap().full_version();
        assert_eq!(full("cpe:2.3:a:openbsd:openssh:9.6:p1:*:*:*:*:*:*").as_deref(), Some("9.6p1"));
        assert_eq!(full("cpe:2.3:a:a:b:1.0:rc1:*:*:*:*:*:*").as_deref(), Some("1.0-rc1"));
        assert_eq!(full("cpe:2.3:a:a:b:-:*:*:*:*:*:*:*"), None);
    }

    #[test]
    fn broken_names_are_refused_with_their_fault() {
        for (text, fault) in [
            ("foo", CpeError::NoScheme),
            ("cpe:2.3:x:a:b", CpeError::BadPart),
            ("cpe:2.3:a:b", CpeError::BadCount),
            ("cpe:2.3:a:b:c:1:2:3:4:5:6:7:8:9", CpeError::BadCount),
            (r"cpe:2.3:a:b:c\", CpeError::BadEscape),
            ("cpe:/a:b:c%2", CpeError::BadEscape),
        ] {
            assert_eq!(Cpe::parse(text), Err(fault), "{text}");
        }
    }

    proptest! {
        #[test]
        fn what_is_written_reads_back(text in r"cpe:(2\.3:|/)[aoh*](:([a-z0-9~.%\\*?あ-]{0,5}|\*)){2,11}") {
            if let Ok(cpe) = Cpe::parse(&text) {
                prop_assert_eq!(Cpe::parse(&cpe.to_string()), Ok(cpe));
            }
        }
    }
}
