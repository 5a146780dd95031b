//! What holds of every range: the algebra, the canonical form, and that no text harms.

use packages::range::cve5::{Entry, Status};
use packages::range::nvd::Criterion;
use packages::range::osv::Event;
use packages::range::vers::{Comparator, Constraint, Fault, Vers};
use packages::range::{
    Bound, CONSTRAINTS_MAX, CUTS_MAX, Containment, Interval, RANGE_BYTES_MAX, RangeSet, Reason, contains, cve5, jvn, native, nvd, osv,
};
use packages::scheme::Scheme;
use proptest::prelude::*;

const SCHEMES: &[Scheme] = &[Scheme::Npm, Scheme::Pypi, Scheme::Deb, Scheme::Maven, Scheme::CpeGeneric, Scheme::Composer];

fn versions() -> impl Strategy<Value = String> {
    let tail = prop::sample::select(vec!["", ".0", ".1", "-rc1", ".1-2", "a1"]);
    prop_oneof![9 => (0..4u8, 0..4u8, tail).prop_map(|(a, b, tail)| format!("{a}.{b}{tail}")), 1 => Just("what ever".to_owned())]
}

fn bounds() -> impl Strategy<Value = Bound> {
    prop_oneof![Just(Bound::Open), versions().prop_map(Bound::With), versions().prop_map(Bound::Without)]
}

/// A set from the operations themselves, over a scheme that is chosen later.
#[derive(Debug, Clone)]
enum Plan {
    Everything,
    Version(String),
    Interval(Interval),
    Not(Box<Plan>),
    Or(Box<Plan>, Box<Plan>),
    And(Box<Plan>, Box<Plan>),
}

fn plans() -> impl Strategy<Value = Plan> {
    let leaf = prop_oneof![
        1 => Just(Plan::Everything),
        3 => versions().prop_map(Plan::Version),
        6 => (bounds(), bounds()).prop_map(|(from, to)| Plan::Interval(Interval { from, to })),
    ];
    leaf.prop_recursive(4, 24, 2, |inner| {
        prop_oneof![
            inner.clone().prop_map(|plan| Plan::Not(Box::new(plan))),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| Plan::Or(Box::new(a), Box::new(b))),
            (inner.clone(), inner).prop_map(|(a, b)| Plan::And(Box::new(a), Box::new(b))),
        ]
    })
}

fn set(scheme: Scheme, plan: &Plan) -> RangeSet {
    match plan {
        Plan::Everything => RangeSet::everything(scheme),
        Plan::Version(version) => RangeSet::of_version(scheme, version),
        Plan::Interval(interval) => RangeSet::of_interval(scheme, interval),
        Plan::Not(plan) => set(scheme, plan).complement(),
        Plan::Or(a, b) => set(scheme, a).union(&set(scheme, b)),
        Plan::And(a, b) => set(scheme, a).intersection(&set(scheme, b)),
    }
}

/// In, out, or unknown for whatever reason.
fn plain(containment: Containment) -> Containment {
    if let Containment::Unknown(_) = containment { Containment::Unknown(Reason::NoRange) } else { containment }
}

proptest! {
    #[test]
    fn a_version_is_in_a_combination_as_in_its_parts(a in plans(), b in plans(), version in versions()) {
        for scheme in SCHEMES {
            let (a, b) = (set(*scheme, &a), set(*scheme, &b));
            let (in_a, in_b) = (a.contains(&version), b.contains(&version));
            let is = |set: RangeSet, want: Containment| {
                prop_assert_eq!(plain(set.contains(&version)), plain(want), "{} of {} and {} in {}", version, a, b, scheme.word());
                Ok(())
            };
            is(a.union(&b), in_a.or(in_b))?;
            is(a.intersection(&b), in_a.and(in_b))?;
            is(a.without(&b), in_a.and(in_b.not()))?;
            is(a.clone().complement(), in_a.not())?;
            is(RangeSet::union_all(*scheme, [a.clone(), b.clone()]), in_a.or(in_b))?;
        }
    }

    #[test]
    fn laws_of_sets_hold_as_equality(a in plans(), b in plans(), c in plans()) {
        for scheme in SCHEMES {
            let (a, b, c) = (set(*scheme, &a), set(*scheme, &b), set(*scheme, &c));
            prop_assert_eq!(&a.clone().complement().complement(), &a);
            prop_assert_eq!(a.union(&b), b.union(&a));
            prop_assert_eq!(a.union(&b).complement(), a.clone().complement().intersection(&b.clone().complement()));
            prop_assert_eq!(a.union(&b.union(&c)), RangeSet::union_all(*scheme, [c.clone(), b.clone(), a.clone()]));
            prop_assert_eq!(a.intersection(&b.union(&c)), a.intersection(&b).union(&a.intersection(&c)));
            prop_assert_eq!(&a.union(&a), &a);
        }
    }

    #[test]
    fn intervals_are_sorted_disjoint_and_say_the_same(plan in plans(), version in versions()) {
        for scheme in SCHEMES {
            let set = set(*scheme, &plan);
            let intervals: Vec<_> = set.intervals().collect();
            for pair in intervals.windows(2) {
                let (Some(end), Some(begin)) = (pair[0].to.version(), pair[1].from.version()) else { panic!("open inside: {set}") };
                prop_assert!(scheme.compare(end, begin).is_some_and(std::cmp::Ordering::is_le), "{}", set);
            }
            if scheme.key(&version).is_some() {
                let within = intervals.iter().any(|interval| contains(*scheme, interval, &version) == Containment::In);
                prop_assert_eq!(within, set.contains(&version) == Containment::In, "{} in {}", version, set);
            }
        }
    }

    #[test]
    fn the_canonical_form_reads_back_as_the_same_set(plan in plans(), version in versions()) {
        for scheme in SCHEMES {
            let set = set(*scheme, &plan);
            let Ok(written) = Vers::of_set(&set) else {
                prop_assert!(!set.is_exact() || set.named().next().is_some() || set.contains("what ever") != Containment::In);
                continue;
            };
            let text = written.to_string();
            let again = Vers::parse(&text);
            prop_assert_eq!(again.as_ref(), Ok(&written), "{}", text);
            let again = again.unwrap().set(*scheme);
            prop_assert_eq!(Vers::of_set(&again), Ok(written.clone()));
            if scheme.key(&version).is_some() {
                prop_assert_eq!(again.contains(&version), set.contains(&version), "{} in {}", version, text);
            }
        }
    }

    #[test]
    fn an_interval_answers_as_before_it_was_a_set(from in bounds(), to in bounds(), version in versions()) {
        for scheme in SCHEMES {
            let interval = Interval { from: from.clone(), to: to.clone() };
            if !interval.is_everything() {
                let (alone, set) = (contains(*scheme, &interval, &version), RangeSet::of_interval(*scheme, &interval));
                // An empty interval with an unreadable end is the same doubt to both.
                prop_assert_eq!(plain(set.contains(&version)), plain(alone), "{} in {}", version, interval);
            }
        }
    }

    #[test]
    fn no_text_makes_a_reader_panic(
        text in prop_oneof![
            "\\PC{0,40}",
            "[0-9x*.^~<>=!|, \\[\\]()-]{0,30}",
            "(vers:[a-z]{2,4}/)?[0-9.<>=!|%A-F*-]{0,30}",
            "([0-9.]{1,5}|以前|以降|から|まで|より前|未満|系|および|、|すべて|Ver|～| ){0,10}",
        ],
        version in versions(),
    ) {
        let _ = (Vers::parse(&text), Vers::read(&text));
        for scheme in Scheme::ALL {
            let ty = packages::range::vers::type_of_scheme(*scheme);
            if let Ok(range) = native::read(ty, &text) {
                let _ = (range.set(*scheme).contains(&version), range.transcribed());
            }
            let _ = jvn::read(*scheme, &text).set.contains(&version);
        }
        for ty in ["nginx", "openssl", "conan", "github"] {
            let _ = native::read(ty, &text).map(|range| range.transcribed());
        }
    }
}

#[test]
fn a_text_over_the_limits_is_refused() {
    let long = "1".repeat(RANGE_BYTES_MAX + 1);
    assert_eq!(Vers::read(&format!("vers:npm/{long}")), Err(Fault::TooLong));
    assert_eq!(native::read("npm", &long), Err(native::Fault::TooLong));
    assert!(!jvn::read(Scheme::CpeGeneric, &long).understood);
    assert!(jvn::read(Scheme::CpeGeneric, &"版".repeat(RANGE_BYTES_MAX)).text.len() <= RANGE_BYTES_MAX);
    let many = vec!["1"; CONSTRAINTS_MAX + 1].join("|");
    assert_eq!(Vers::read(&format!("vers:npm/{many}")), Err(Fault::TooLong));
    assert_eq!(Vers::parse(&format!("vers:npm/{many}")), Err(Fault::TooLong));
    assert_eq!(native::read("npm", &vec!["1.0.0"; CONSTRAINTS_MAX + 1].join("||")), Err(native::Fault::TooLong));
    assert!(!jvn::read(Scheme::CpeGeneric, &"1、".repeat(CONSTRAINTS_MAX + 2)).understood);
}

#[test]
fn a_set_over_the_limits_is_unknown_as_a_whole() {
    let one = RangeSet::of_version(Scheme::Npm, "1.0.0");
    let many = RangeSet::union_all(Scheme::Npm, std::iter::repeat_n(one, CUTS_MAX));
    assert_eq!(many.contains("7.0.0"), Containment::Unknown(Reason::TooLarge));
    let statuses = [Status::Affected, Status::Unaffected];
    let entry = |i: usize| Entry { version: "1.0.0", status: statuses[i % 2], less_than: None, less_than_or_equal: None, changes: &[] };
    let entries: Vec<_> = (0..cve5::TURNS_MAX + 2).map(entry).collect();
    assert_eq!(cve5::read(Scheme::Npm, None, &entries).contains("1.0.0"), Containment::Unknown(Reason::TooLarge));
}

#[test]
fn ten_thousand_versions_are_read_at_once() {
    let versions: Vec<_> = (0..10_000).map(|i| format!("1.{i}.0")).chain((0..10_000).map(|i| format!("odd {i}"))).collect();
    let versions: Vec<_> = versions.iter().map(String::as_str).collect();
    let set = osv::read(Scheme::Npm, &[&[Event::Introduced("2.0.0")]], &versions);
    assert_eq!(set.contains("1.9999.0"), Containment::In);
    assert_eq!(set.contains("1.9999.1"), Containment::Out);
    assert_eq!(set.contains("odd 77"), Containment::In);
    assert_eq!(set.intervals().count(), 10_001);
}

#[test]
fn sets_of_two_schemes_do_not_mix() {
    let (npm, deb) = (RangeSet::everything(Scheme::Npm), RangeSet::everything(Scheme::Deb));
    assert_eq!(npm.union(&deb).contains("1"), Containment::Unknown(Reason::SchemesDiffer));
    assert_eq!(RangeSet::union_all(Scheme::Npm, [npm, deb]).contains("1"), Containment::Unknown(Reason::SchemesDiffer));
}

#[test]
fn what_is_unknown_says_why() {
    let unknown = |set: RangeSet, reason| assert_eq!(set.contains("1.0"), Containment::Unknown(reason));
    unknown(jvn::read(Scheme::CpeGeneric, "詳しくは開発者の情報を").set, Reason::TextUnreadable);
    unknown(cve5::read(Scheme::CpeGeneric, Some(Status::Affected), &[]), Reason::NoRange);
    unknown(nvd::read(Scheme::CpeGeneric, &Criterion { version: "-", ..Criterion::default() }), Reason::NoRange);
    unknown(osv::read(Scheme::CpeGeneric, &[], &[]), Reason::NoRange);
    let below = native::comparators("< unclear").unwrap().set(Scheme::CpeGeneric);
    unknown(below, Reason::BoundUnreadable);
}

#[test]
fn sets_are_written_as_people_read_them() {
    for (range, text, vers) in [
        (">=1.0.0 <2.0.0 || =3.0.0", ">= 1.0.0, < 2.0.0 | = 3.0.0", "vers:npm/>=1.0.0|<2.0.0|3.0.0"),
        (">=1.0.0 <2.0.0 || >=2.0.0 <3.0.0", ">= 1.0.0, < 3.0.0", "vers:npm/>=1.0.0|<3.0.0"),
        ("<1.0.0 || >1.0.0", "< 1.0.0 | > 1.0.0", "vers:npm/!=1.0.0"),
        ("<=1.0.0 || 1.0.0 - 3.0.0 || >5.0.0", "<= 3.0.0 | > 5.0.0", "vers:npm/<=3.0.0|>5.0.0"),
        ("<2.0.0 || >1.0.0", "*", "vers:npm/*"),
        ("1.1.2 1.2.2", "", "vers:none/*"),
        ("*", "*", "vers:npm/*"),
    ] {
        let set = native::read("npm", range).unwrap().set(Scheme::Npm);
        assert_eq!(set.to_string(), text, "{range}");
        assert_eq!(Vers::of_set(&set).unwrap().to_string(), vers, "{range}");
    }
    let odd = Constraint { comparator: Comparator::Eq, version: "1.0|beta 2%é".to_owned() };
    let written = Vers::build("generic", vec![odd]).unwrap();
    assert_eq!(written.to_string(), "vers:generic/1.0%7Cbeta%202%25%C3%A9");
    assert_eq!(Vers::parse(&written.to_string()), Ok(written));
}
