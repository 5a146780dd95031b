//! How versions are ordered: one scheme, one file, one table of cases (`testdata/<scheme>.txt`).
//!
//! A scheme turns a version into a `Key` or says that it cannot; keys order themselves, so every scheme is a total order.
//! Commits have an order only within a history: `git` answers from a graph.
//! To add one: write its file and table, then name it once in `schemes!`.

pub mod git;
mod key;

use std::cmp::Ordering;

pub use key::Key;
use key::Writer;

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

            /// Writes a version as its parts; none = this scheme has no such version.
            fn write(self, version: &str, w: &mut Writer) -> Option<()> {
                match self { $(Self::$name => $file::write(version, w),)+ }
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
    /// Dart packages.
    Pub "pub" pub_dart,
    /// Swift packages.
    Swift "swift" swift,
    /// Hex packages of Elixir and Erlang.
    Hex "hex" hex,
    /// Conan packages.
    Conan "conan" conan,
    /// R packages.
    Cran "cran" cran,
    /// Haskell packages.
    Hackage "hackage" hackage,
    /// OCaml packages.
    Opam "opam" opam,
    /// Debian and Ubuntu packages.
    Deb "deb" deb,
    /// RPM packages.
    Rpm "rpm" rpm,
    /// Alpine packages.
    Apk "apk" apk,
    /// Arch Linux packages.
    Alpm "alpm" alpm,
    /// Gentoo packages.
    Gentoo "gentoo" gentoo,
    /// Bitnami packages.
    Bitnami "bitnami" bitnami,
    /// OpenSSL, with the letters of its 1.x releases.
    Openssl "openssl" openssl,
    /// The Linux kernel.
    Linux "linux" linux,
    /// Numbers with dots.
    Dotted "dotted" dotted,
    /// Dates, and builds of a day.
    Date "date" date,
    /// Instants of RFC 3339.
    Datetime "datetime" datetime,
    /// Any text, by its bytes.
    Lexicographic "lexicographic" lexicographic,
    /// Products named by CPE, whose makers follow no common rule.
    CpeGeneric "cpe-generic" cpe_generic,
    /// Versions that nobody can order, commits among them: equal when written alike, else unknown.
    Unordered "none" unordered,
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
            // CocoaPods takes the versions of Ruby gems.
            "gem" | "cocoapods" => Self::Gem,
            "composer" => Self::Composer,
            "pub" => Self::Pub,
            "swift" => Self::Swift,
            "hex" => Self::Hex,
            "conan" => Self::Conan,
            "cran" => Self::Cran,
            "hackage" => Self::Hackage,
            "opam" => Self::Opam,
            "deb" => Self::Deb,
            "rpm" => Self::Rpm,
            "apk" => Self::Apk,
            "alpm" => Self::Alpm,
            "ebuild" => Self::Gentoo,
            "bitnami" => Self::Bitnami,
            _ => return None,
        })
    }

    /// The scheme that a word names, as `word` writes it.
    #[must_use]
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|scheme| scheme.word() == word)
    }

    /// The scheme that people, purl types, VERS types or OSV ecosystems may mean by a name; case does not count.
    #[must_use]
    pub fn of_name(name: &str) -> Option<Self> {
        let name = name.to_ascii_lowercase();
        Self::of_word(&name).or_else(|| Self::of_purl_type(&name)).or_else(|| {
            Some(match name.as_str() {
                "node" => Self::Npm,
                "crates.io" | "rust" => Self::Cargo,
                "pep440" | "python" => Self::Pypi,
                "rubygems" | "ruby" => Self::Gem,
                "packagist" | "php" => Self::Composer,
                "dart" => Self::Pub,
                "swifturl" => Self::Swift,
                "conancenter" => Self::Conan,
                "r" | "bioconductor" => Self::Cran,
                "debian" | "ubuntu" | "dpkg" => Self::Deb,
                "redhat" | "red hat" | "rocky linux" | "almalinux" | "suse" | "opensuse" => Self::Rpm,
                "alpine" => Self::Apk,
                "arch" | "pacman" => Self::Alpm,
                "kernel" => Self::Linux,
                "intdot" => Self::Dotted,
                "cpe" => Self::CpeGeneric,
                "unordered" => Self::Unordered,
                _ => return None,
            })
        })
    }

    /// Reads a version into its key; none = this scheme has no such version.
    #[must_use]
    pub fn key(self, version: &str) -> Option<Key> {
        let mut w = Writer::new();
        self.write(readable(version)?, &mut w)?;
        Some(w.key())
    }

    /// Orders two versions; none = at least one is no version of this scheme, or nobody can tell.
    ///
    /// As the comparators of apk-tools, Composer, setuptools, RPM and others, this answers for some texts of which `key`
    /// makes nothing, because no package can have them as its version; no range should hold those.
    #[must_use]
    pub fn compare(self, a: &str, b: &str) -> Option<Ordering> {
        if self == Self::Unordered {
            return (readable(a)? == readable(b)?).then_some(Ordering::Equal);
        }
        let key = |version| self.key(version).or_else(|| self.loose_key(version));
        Some(key(a)?.cmp(&key(b)?))
    }

    /// Reads what comparators are given beyond versions.
    ///
    /// Invariant: a key made here lies among those of `key`, so that all of them have one order.
    fn loose_key(self, version: &str) -> Option<Key> {
        let mut w = Writer::new();
        let version = readable(version)?;
        match self {
            Self::Semver | Self::Npm | Self::Swift | Self::Hex => semver::write_loose(version, &mut w),
            Self::Pub => pub_dart::write_loose(version, &mut w),
            Self::Pypi => pypi::write_loose(version, &mut w),
            Self::Composer => composer::write_loose(version, &mut w),
            Self::Rpm => rpm::write_loose(version, &mut w),
            Self::Apk => apk::write_loose(version, &mut w),
            _ => None,
        }?;
        Some(w.key())
    }
}

/// A version without the blanks around it, if it is neither nothing nor too long.
fn readable(version: &str) -> Option<&str> {
    let version = version.trim();
    (!version.is_empty() && version.len() <= VERSION_BYTES_MAX).then_some(version)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The versions of all tables, with the scheme that each is for.
    fn written_versions() -> Vec<(Scheme, &'static str)> {
        let rows = TABLES.iter().flat_map(|(scheme, table)| table.lines().map(move |line| (*scheme, line)));
        let rows = rows.filter(|(_, line)| !line.starts_with('#') && !line.starts_with("unreadable"));
        rows.flat_map(|(scheme, line)| line.split(" < ").flat_map(|v| v.split(" = ")).map(move |v| (scheme, v))).collect()
    }

    /// A version-like text: what people write, two such texts joined, and some of what nobody should write.
    fn versions() -> impl Strategy<Value = String> {
        let piece = prop_oneof![
            "[0-9]{1,3}",
            Just("0".to_owned()),
            prop::sample::select(vec!["alpha", "beta", "rc", "a", "b", "p", "SNAPSHOT", "final", "dev", "post", "pl", "r", "z", "sp", "é"])
                .prop_map(str::to_owned),
            prop::sample::select(vec![".", "-", "_", "+", "~", "^", ":", "!", "-r"]).prop_map(str::to_owned),
        ];
        let made = ("[0-9]{1,2}", prop::collection::vec(piece, 0..7)).prop_map(|(head, rest)| head + &rest.concat());
        let texts: Vec<_> = written_versions().into_iter().map(|(_, version)| version).collect();
        let (one, other) = (prop::sample::select(texts.clone()), prop::sample::select(texts.clone()));
        let joined = (one, other, 0..12_usize).prop_map(|(one, other, at)| one.chars().take(at).chain(other.chars().skip(at)).collect());
        prop_oneof![made, prop::sample::select(texts).prop_map(str::to_owned), joined]
    }

    /// Both ways to see a version: its parts and its key.
    fn parts_and_key(scheme: Scheme, version: &str) -> Option<(Vec<key::tests::Part>, Key)> {
        let mut w = Writer::new();
        scheme.write(version.trim(), &mut w)?;
        let key = w.key();
        Some((w.parts, key))
    }

    fn same_order(scheme: Scheme, a: &str, b: &str) -> Result<(), TestCaseError> {
        if let (Some((a_parts, a_key)), Some((b_parts, b_key))) = (parts_and_key(scheme, a), parts_and_key(scheme, b)) {
            prop_assert_eq!(a_key.cmp(&b_key), a_parts.cmp(&b_parts), "{} {} {}", scheme.word(), a, b);
            prop_assert!(a_key >= b_key || a_key.coarse() <= b_key.coarse(), "{} {} {}", scheme.word(), a, b);
            prop_assert_eq!(scheme.compare(a, b), Some(a_key.cmp(&b_key)), "{} {} {}", scheme.word(), a, b);
        }
        Ok(())
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
            assert!(cases >= 25 || *scheme == Scheme::Unordered, "{} has {cases} cases", scheme.word());
        }
    }

    #[test]
    fn written_versions_order_by_bytes_as_by_parts() {
        let versions = written_versions();
        for (scheme, a) in &versions {
            for (_, b) in versions.iter().filter(|(other, _)| other == scheme) {
                same_order(*scheme, a, b).unwrap();
            }
        }
    }

    #[test]
    fn versions_without_order_are_equal_or_unknown() {
        assert_eq!(Scheme::Unordered.compare("3f2a9c0d", " 3f2a9c0d"), Some(Ordering::Equal));
        assert_eq!(Scheme::Unordered.compare("1", "2"), None);
        assert_eq!(Scheme::Unordered.key("1"), None);
    }

    #[test]
    fn comparators_answer_for_more_than_ranges_hold() {
        for (scheme, a, want, b) in [
            (Scheme::Composer, "dev-master", Ordering::Less, "1.0"),
            (Scheme::Pypi, "0.1-bulbasaur", Ordering::Less, "0.1"),
            (Scheme::Apk, "1.0_blah", Ordering::Less, "1.0"),
            (Scheme::Rpm, "a:1", Ordering::Less, "b:1"),
            (Scheme::Semver, "1.1.3.4", Ordering::Less, "1.1.3.5"),
        ] {
            assert_eq!(scheme.key(a), None, "{} {a}", scheme.word());
            assert_eq!(scheme.compare(a, b), Some(want), "{} {a} {b}", scheme.word());
        }
        assert_eq!(Scheme::Pypi.compare("latest", "1.0"), None);
    }

    #[test]
    fn words_name_their_scheme() {
        for scheme in Scheme::ALL {
            assert_eq!(Scheme::of_word(scheme.word()), Some(*scheme));
            assert_eq!(Scheme::of_name(&scheme.word().to_uppercase()), Some(*scheme));
        }
        for (name, scheme) in [("Packagist", Scheme::Composer), ("golang", Scheme::Go), ("intdot", Scheme::Dotted), ("Debian", Scheme::Deb)]
        {
            assert_eq!(Scheme::of_name(name), Some(scheme));
        }
        assert_eq!(Scheme::of_name("custom"), None);
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
                same_order(*scheme, &a, &b)?;
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
