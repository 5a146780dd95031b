//! How versions are ordered: one scheme, one file, one table of cases (`testdata/<scheme>.txt`).
//!
//! A scheme turns a version into a `Key` or says that it cannot; keys order themselves, so every scheme is a total order.
//! To add one: write its file and table, then name it once in `schemes!`.

mod key;

use std::cmp::Ordering;

pub use key::{Key, Part};

/// Longest version that is read, in bytes.
pub const VERSION_BYTES_MAX: usize = 512;

macro_rules! schemes {
    ($($(#[doc = $doc:literal])+ $name:ident $word:literal $file:ident,)+) => {
        $(mod $file;)+

        /// A way to order versions.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Scheme { $($(#[doc = $doc])+ $name,)+ }

        impl Scheme {
            /// Every scheme, in the order of this file.
            pub const ALL: &[Self] = &[$(Self::$name,)+];

            /// The word kept on disk and shown, such as `deb`.
            #[must_use]
            pub const fn word(self) -> &'static str {
                match self { $(Self::$name => $word,)+ }
            }

            /// Reads a version into its key; none = this scheme has no such version.
            #[must_use]
            pub fn key(self, version: &str) -> Option<Key> {
                let version = version.trim();
                if version.is_empty() || version.len() > VERSION_BYTES_MAX {
                    return None;
                }
                match self { $(Self::$name => $file::key(version),)+ }
            }
        }

        #[cfg(test)]
        const TABLES: &[(Scheme, &str)] = &[
            $((Scheme::$name, include_str!(concat!("../../testdata/", stringify!($file), ".txt"))),)+
        ];
    };
}

schemes! {
    /// Semantic Versioning 2.0.0, with `v` before it and parts left out.
    Semver "semver" semver,
    /// npm packages.
    Npm "npm" npm,
    /// Rust crates.
    Cargo "cargo" cargo,
    /// Go modules and the standard library.
    Go "go" go,
    /// Python packages: PEP 440.
    Pypi "pypi" pypi,
    /// Maven artefacts.
    Maven "maven" maven,
    /// NuGet packages.
    Nuget "nuget" nuget,
    /// Ruby gems.
    Gem "gem" gem,
    /// Composer packages.
    Composer "composer" composer,
    /// Debian and Ubuntu packages.
    Deb "deb" deb,
    /// RPM packages.
    Rpm "rpm" rpm,
    /// Alpine packages.
    Apk "apk" apk,
    /// Products named by CPE, whose makers follow no common rule.
    CpeGeneric "cpe-generic" cpe_generic,
}

impl Scheme {
    /// The scheme of a purl type, where the type has one.
    #[must_use]
    pub fn of_purl_type(ty: &str) -> Option<Self> {
        Some(match ty {
            "npm" => Self::Npm,
            "cargo" => Self::Cargo,
            "golang" => Self::Go,
            "pypi" => Self::Pypi,
            "maven" => Self::Maven,
            "nuget" => Self::Nuget,
            "gem" => Self::Gem,
            "composer" => Self::Composer,
            "deb" => Self::Deb,
            "rpm" => Self::Rpm,
            "apk" => Self::Apk,
            "hex" | "swift" | "bitnami" => Self::Semver,
            _ => return None,
        })
    }

    /// The scheme that a word names, as `word` writes it.
    #[must_use]
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|scheme| scheme.word() == word)
    }

    /// Orders two versions; none = at least one is no version of this scheme.
    #[must_use]
    pub fn compare(self, a: &str, b: &str) -> Option<Ordering> {
        Some(self.key(a)?.cmp(&self.key(b)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// A version-like text: what people write, and some of what they should not.
    fn versions() -> impl Strategy<Value = String> {
        let piece = prop_oneof![
            "[0-9]{1,3}",
            Just("0".to_owned()),
            prop::sample::select(vec!["alpha", "beta", "rc", "a", "b", "p", "SNAPSHOT", "final", "dev", "post", "pl", "r", "z", "sp", "é"])
                .prop_map(str::to_owned),
            prop::sample::select(vec![".", "-", "_", "+", "~", "^", ":", "!", "-r"]).prop_map(str::to_owned),
        ];
        ("[0-9]{1,2}", prop::collection::vec(piece, 0..7)).prop_map(|(head, rest)| head + &rest.concat())
    }

    #[test]
    fn every_table_holds() {
        for (scheme, table) in TABLES {
            let mut cases = 0;
            for line in table.lines().map(str::trim).filter(|l| !l.is_empty() && !l.starts_with('#')) {
                let words: Vec<_> = line.split_whitespace().collect();
                let [a, sign, b] = words[..] else {
                    assert_eq!(words[0], "unreadable", "{}: {line}", scheme.word());
                    assert!(words.len() == 2 && scheme.key(words[1]).is_none(), "{}: {line}", scheme.word());
                    continue;
                };
                let want = match sign {
                    "<" => Ordering::Less,
                    "=" => Ordering::Equal,
                    _ => panic!("{}: {line}", scheme.word()),
                };
                assert_eq!(scheme.compare(a, b), Some(want), "{}: {line}", scheme.word());
                assert_eq!(scheme.compare(b, a), Some(want.reverse()), "{}: {line}, turned round", scheme.word());
                cases += 1;
            }
            assert!(cases >= 25, "{} has {cases} cases", scheme.word());
        }
    }

    #[test]
    fn words_name_their_scheme() {
        for scheme in Scheme::ALL {
            assert_eq!(Scheme::of_word(scheme.word()), Some(*scheme));
        }
    }

    #[test]
    fn no_scheme_reads_nothing_or_endless_text() {
        for scheme in Scheme::ALL {
            assert_eq!(scheme.compare("", "1"), None);
            assert_eq!(scheme.compare("1", &"1".repeat(VERSION_BYTES_MAX + 1)), None);
        }
    }

    proptest! {
        #[test]
        fn every_scheme_is_a_total_order(a in versions(), b in versions(), c in versions()) {
            for scheme in Scheme::ALL {
                let compare = |x: &str, y: &str| scheme.compare(x, y);
                if scheme.key(&a).is_some() {
                    prop_assert_eq!(compare(&a, &a), Some(Ordering::Equal));
                }
                prop_assert_eq!(compare(&a, &b), compare(&b, &a).map(Ordering::reverse));
                if let (Some(ab), Some(bc), Some(ac)) = (compare(&a, &b), compare(&b, &c), compare(&a, &c)) {
                    if ab == bc {
                        prop_assert_eq!(ac, ab, "{} {} {} {}", scheme.word(), a, b, c);
                    }
                    if ab == Ordering::Equal {
                        prop_assert_eq!(ac, bc);
                    }
                }
            }
        }

        #[test]
        fn no_text_makes_a_scheme_panic(a in "\\PC{0,20}", b in "[0-9.~^+:!_a-z-]{0,24}") {
            for scheme in Scheme::ALL {
                let _ = scheme.compare(&a, &b);
            }
        }
    }
}
