//! What a component is called, how its versions are ordered, and which versions a statement means.
//!
//! A vulnerability reaches a product by three questions, and each has a module here:
//!
//! | Question | Module | Source |
//! |---|---|---|
//! | Is this the part that the record speaks of? | [`purl`], [`cpe`] | Package URL specification; NIST IR 7695 and 7696 |
//! | Which of two versions is the newer one? | [`scheme`] | the tool of each ecosystem, one file and one table of cases each |
//! | Does the range hold this version? | [`range`] | OSV 1.7, CVE 5, NVD, VERS, package managers, Japanese prose |
//!
//! Three promises hold everywhere. Nothing panics or grows without bound on any text. What cannot be read is said, never guessed: a version
//! that a scheme does not have gives no key, and a range with an unreadable end answers `Unknown` with its reason. And an order is an order:
//! every scheme compares by keys whose bytes sort, so it is reflexive, antisymmetric and transitive.
//!
//! # Names
//!
//! A purl is read by the rules of its type and written canonically; a CPE keeps its wildcards and says how it stands to another name.
//!
//! ```
//! use packages::cpe::{Cpe, Relation};
//! use packages::purl::Purl;
//!
//! let purl = Purl::parse("pkg:PyPI/Django_Extensions@3.2.3")?;
//! assert_eq!(purl.to_string(), "pkg:pypi/django-extensions@3.2.3");
//!
//! let record = Cpe::parse("cpe:2.3:a:haxx:curl:*:*:*:*:*:*:*:*").unwrap();
//! let shipped = Cpe::parse("cpe:/a:haxx:curl:7.61.0").unwrap();
//! assert_eq!(record.relation(&shipped), Relation::Superset);
//! # Ok::<(), packages::purl::PurlError>(())
//! ```
//!
//! # Versions
//!
//! The scheme comes from the identity of the component, not from the label of the record. A version becomes a key once; keys compare like bytes.
//!
//! ```
//! use packages::scheme::Scheme;
//! use std::cmp::Ordering;
//!
//! assert_eq!(Scheme::Deb.compare("1.0~rc1-1", "1.0-1"), Some(Ordering::Less));
//! assert_eq!(Scheme::of_word("openssl").unwrap().compare("1.0.2zk", "1.0.2z"), Some(Ordering::Greater));
//! assert_eq!(Scheme::Npm.compare("1.0.0", "latest"), None);
//!
//! let (old, new) = (Scheme::Npm.key("4.17.20").unwrap(), Scheme::Npm.key("4.17.21").unwrap());
//! assert!(old < new && old.coarse() <= new.coarse());
//! ```
//!
//! # Ranges
//!
//! Every way of writing a range ends in one form: disjoint intervals over one scheme, and versions named by themselves.
//!
//! ```
//! use packages::range::{Containment, native, vers::Vers};
//! use packages::scheme::Scheme;
//!
//! let fixed = Vers::read("vers:npm/>=1.0.0|<1.2.4|>=2.0.0|<2.0.3").unwrap();
//! assert_eq!(fixed.contains("2.0.1"), Containment::In);
//! assert_eq!(fixed.contains("1.2.4"), Containment::Out);
//! assert!(matches!(fixed.contains("latest"), Containment::Unknown(_)));
//!
//! let caret = native::read("npm", "^1.2").unwrap().set(Scheme::Npm);
//! assert_eq!(Vers::of_set(&caret).unwrap().to_string(), "vers:npm/>=1.2.0|<2.0.0-0");
//!
//! let prose = packages::range::jvn::read(Scheme::CpeGeneric, "ファームウェア Ver. 1.0.3 およびそれ以前");
//! assert_eq!(prose.set.contains("1.0.3"), Containment::In);
//! ```
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::print_stdout))]

pub mod cpe;
pub mod purl;
pub mod range;
pub mod scheme;
