//! What a statement asks of the other parts of a product: "only on this system", "only with that module"; three-valued, since a parts list is
//! seldom whole.

use std::collections::HashMap;
use std::sync::OnceLock;

use packages::range::{Containment, Interval, contains_key};
use packages::scheme::Scheme;

use crate::component::{Component, identities};

/// Whether a condition holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Truth {
    /// It does.
    True,
    /// It does not.
    False,
    /// The parts list does not say.
    Unknown,
}

impl Truth {
    /// The word kept and shown, never translated.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::True => "true",
            Self::False => "false",
            Self::Unknown => "unknown",
        }
    }

    const fn not(self) -> Self {
        match self {
            Self::True => Self::False,
            Self::False => Self::True,
            Self::Unknown => Self::Unknown,
        }
    }

    /// Whether all of them hold; of none, yes.
    fn all(truths: impl Iterator<Item = Self>) -> Self {
        truths.fold(Self::True, |sum, next| match (sum, next) {
            (Self::False, _) | (_, Self::False) => Self::False,
            (Self::Unknown, _) | (_, Self::Unknown) => Self::Unknown,
            _ => Self::True,
        })
    }
}

/// Another part that must be there, or must not.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Part {
    /// Its key, such as `cpe:microsoft:windows`.
    pub key: String,
    /// The versions in which it counts.
    pub interval: Interval,
}

/// A condition on other parts.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Condition {
    /// It must not hold.
    pub negate: bool,
    /// All parts must be there; otherwise one is enough.
    pub all: bool,
    /// The parts.
    pub parts: Vec<Part>,
}

/// The other parts of the product that a component is in.
#[derive(Debug)]
pub struct Surroundings<'a> {
    components: &'a [Component],
    parts: OnceLock<Parts>,
}

/// A version and the scheme that orders it.
type Held = (Option<String>, Option<Scheme>);

#[derive(Debug, Default)]
struct Parts {
    by_key: HashMap<String, Vec<Held>>,
    /// Operating systems that the list names.
    systems: Vec<&'static str>,
}

/// Systems of which a product has one: who lists one of them does not run another. By vendor, or vendor and product.
const SYSTEMS: &[(&str, &str)] = &[
    ("cpe:linux:linux_kernel", "linux"),
    ("cpe:linux:linux", "linux"),
    ("cpe:microsoft:windows", "windows"),
    ("cpe:apple:mac", "apple"),
    ("cpe:apple:iphone_os", "apple"),
    ("cpe:freebsd:freebsd", "freebsd"),
    ("cpe:openbsd:openbsd", "openbsd"),
    ("cpe:netbsd:netbsd", "netbsd"),
    ("cpe:windriver:vxworks", "vxworks"),
    ("cpe:blackberry:qnx", "qnx"),
    ("cpe:zephyrproject:zephyr", "zephyr"),
    ("cpe:amazon:freertos", "freertos"),
    ("cpe:eclipse:threadx", "threadx"),
    ("cpe:apache:nuttx", "nuttx"),
    ("cpe:oracle:solaris", "solaris"),
    ("cpe:ibm:aix", "aix"),
];

fn system(key: &str) -> Option<&'static str> {
    SYSTEMS.iter().find(|(start, _)| key.starts_with(start)).map(|(_, system)| *system)
}

impl<'a> Surroundings<'a> {
    /// The parts of one product; read only when a statement asks for them.
    #[must_use]
    pub const fn of(components: &'a [Component]) -> Self {
        Self { components, parts: OnceLock::new() }
    }

    /// Whether all conditions hold.
    #[must_use]
    pub fn judge(&self, conditions: &[Condition]) -> Truth {
        Truth::all(conditions.iter().map(|condition| self.condition(condition)))
    }

    fn condition(&self, condition: &Condition) -> Truth {
        let truths = condition.parts.iter().map(|part| self.part(part));
        // One of them holds unless all of them do not.
        let truth = if condition.all { Truth::all(truths) } else { Truth::all(truths.map(Truth::not)).not() };
        if condition.negate { truth.not() } else { truth }
    }

    fn part(&self, part: &Part) -> Truth {
        let parts = self.parts.get_or_init(|| Parts::of(self.components));
        let Some(found) = parts.by_key.get(&part.key) else {
            let other = system(&part.key).is_some_and(|asked| !parts.systems.is_empty() && !parts.systems.contains(&asked));
            return if other { Truth::False } else { Truth::Unknown };
        };
        if part.interval.is_everything() {
            return Truth::True;
        }
        let held = found.iter().map(|(version, scheme)| holds(&part.interval, version.as_deref(), *scheme));
        Truth::all(held.map(Truth::not)).not()
    }
}

fn holds(interval: &Interval, version: Option<&str>, scheme: Option<Scheme>) -> Truth {
    let contained = version.zip(scheme).and_then(|(version, scheme)| Some(contains_key(scheme, interval, version, &scheme.key(version)?)));
    match contained {
        Some(Containment::In) => Truth::True,
        Some(Containment::Out) => Truth::False,
        Some(Containment::Unknown(_)) | None => Truth::Unknown,
    }
}

impl Parts {
    fn of(components: &[Component]) -> Self {
        let mut parts = Self::default();
        for identity in components.iter().flat_map(identities) {
            if let Some(system) = system(&identity.key).or_else(|| identity.by.and_then(|by| by.keys.iter().find_map(|key| system(key)))) {
                parts.systems.push(system);
            }
            parts.by_key.entry(identity.key).or_default().push((identity.version, identity.scheme));
        }
        parts
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use packages::cpe::Cpe;
    use packages::range::Bound;

    fn parts(cpes: &[&str]) -> Vec<Component> {
        cpes.iter().map(|cpe| Component { cpe: vec![Cpe::parse(cpe).unwrap()], ..Component::default() }).collect()
    }

    fn part(key: &str, below: Option<&str>) -> Part {
        let to = below.map_or(Bound::Open, |version| Bound::Without(version.to_owned()));
        Part { key: key.to_owned(), interval: Interval { from: Bound::Open, to } }
    }

    #[test]
    fn a_condition_is_true_false_or_not_known() {
        let linux = parts(&["cpe:2.3:o:linux:linux_kernel:6.1.20", "cpe:2.3:a:kakuu:module:2.0"]);
        let judge = |negate, all, parts: Vec<Part>| Surroundings::of(&linux).judge(&[Condition { negate, all, parts }]).word();
        assert_eq!(judge(false, false, vec![part("cpe:linux:linux_kernel", None)]), "true");
        assert_eq!(judge(false, false, vec![part("cpe:microsoft:windows_10", None)]), "false", "a product has one system");
        assert_eq!(judge(true, false, vec![part("cpe:microsoft:windows_10", None)]), "true");
        assert_eq!(judge(false, false, vec![part("cpe:kakuu:board", None)]), "unknown", "a list of parts names no board");
        assert_eq!(judge(false, false, vec![part("cpe:kakuu:module", Some("2.0"))]), "false");
        assert_eq!(judge(false, false, vec![part("cpe:kakuu:module", Some("2.1"))]), "true");
        assert_eq!(judge(false, false, vec![part("cpe:kakuu:board", None), part("cpe:kakuu:module", None)]), "true", "one is enough");
        assert_eq!(judge(false, true, vec![part("cpe:kakuu:board", None), part("cpe:kakuu:module", None)]), "unknown");
        assert_eq!(judge(false, true, vec![part("cpe:kakuu:board", None), part("cpe:kakuu:module", Some("1.0"))]), "false");
        assert_eq!(Surroundings::of(&[]).judge(&[]), Truth::True);
        assert_eq!(
            Surroundings::of(&[]).judge(&[Condition { negate: false, all: false, parts: vec![part("cpe:microsoft:windows", None)] }]),
            Truth::Unknown
        );
    }
}
