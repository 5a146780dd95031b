//! The order of work: what comes before what, and that it says why.

use proptest::prelude::*;
use scoring::cvss::Severity;
use scoring::epss::{Epss, Share};
use scoring::kev::Kev;
use scoring::priority::{EPSS_STEP_DEFAULT, Exposure, Known, Priority, Reason, Rule};
use scoring::ssvc::Decision;

fn of(known: Known) -> Priority {
    Priority::of(&known, EPSS_STEP_DEFAULT)
}

fn plain() -> Known {
    Known { severity: Some(Severity::High), exposure: Exposure::Local, ..Known::default() }
}

fn epss(probability: &str) -> Option<Epss> {
    Some(Epss::read(probability, "0.5", "v2025.03.14", "2026-11-20").unwrap())
}

fn kev(ransomware: bool) -> Option<Kev> {
    Some(Kev { added: "2026-11-20".parse().unwrap(), due: None, ransomware, removed: None })
}

#[test]
fn what_the_internet_reaches_comes_first() {
    let exposed = of(Known { exposure: Exposure::Internet, severity: Some(Severity::Medium), ..plain() });
    let inside = of(Known { kev: kev(true), ssvc: Some(Decision::Immediate), severity: Some(Severity::Critical), ..plain() });
    assert!(exposed > inside);
    assert_eq!(exposed.differs(&inside), Some(Rule::Internet));
    assert_eq!(exposed.reasons, [Reason::Internet, Reason::Severity(Severity::Medium)]);
}

#[test]
fn exposure_alone_does_not_lift_what_does_not_press() {
    let inside = of(plain());
    for quiet in [
        Known { severity: Some(Severity::Low), ..plain() },
        Known { severity: Some(Severity::None), ..plain() },
        Known { ssvc: Some(Decision::Defer), severity: Some(Severity::Critical), ..plain() },
    ] {
        let exposed = of(Known { exposure: Exposure::Internet, ..quiet.clone() });
        assert!(exposed < inside, "{quiet:?}");
        assert!(exposed > of(quiet.clone()), "{quiet:?}");
        assert!(of(Known { exposure: Exposure::Internet, kev: kev(false), ..quiet }) > inside);
    }
}

#[test]
fn exploitation_comes_before_any_score() {
    let exploited = of(Known { exploited: true, severity: Some(Severity::Low), ..plain() });
    let critical = of(Known { severity: Some(Severity::Critical), epss: epss("0.9"), ssvc: Some(Decision::Immediate), ..plain() });
    assert!(exploited > critical);
    assert_eq!(exploited.differs(&critical), Some(Rule::Exploited));
    assert_eq!(exploited.reasons, [Reason::Exploited, Reason::Severity(Severity::Low)]);
    assert!(of(Known { kev: kev(true), ..plain() }) > of(Known { kev: kev(false), exploited: true, ..plain() }));
}

#[test]
fn each_fact_moves_a_finding_on_its_own_and_names_its_rule() {
    for (known, rule) in [
        (Known { exposure: Exposure::Internet, ..plain() }, Rule::Internet),
        (Known { kev: kev(false), ..plain() }, Rule::Exploited),
        (Known { ssvc: Some(Decision::OutOfCycle), ..plain() }, Rule::Ssvc),
        (Known { severity: Some(Severity::Critical), ..plain() }, Rule::Severity),
        (Known { epss: epss("0.300"), ..plain() }, Rule::Epss),
        (Known { exposure: Exposure::Unknown, ..plain() }, Rule::Exposure),
    ] {
        assert!(of(known.clone()) > of(plain()), "{known:?}");
        assert_eq!(of(known.clone()).differs(&of(plain())), Some(rule), "{known:?}");
    }
    let past = of(Known { supported: false, ..plain() });
    assert!(past < of(plain()));
    assert_eq!(past.differs(&of(plain())), Some(Rule::Support));
    assert_eq!(past.reasons.last(), Some(&Reason::PastSupport));
    assert_eq!(of(Known { epss: epss("0.29999"), ..plain() }), of(plain()));
}

#[test]
fn an_unknown_severity_is_not_a_low_one() {
    let unknown = of(Known { severity: None, ..plain() });
    assert!(unknown > of(Known { severity: Some(Severity::Low), ..plain() }));
    assert_eq!(unknown.reasons, [Reason::SeverityUnknown]);
    assert_eq!(of(Known::default()).reasons, [Reason::SeverityUnknown, Reason::ExposureUnknown]);
}

fn known() -> impl Strategy<Value = Known> {
    let exposure = prop::sample::select(vec![Exposure::Local, Exposure::Unknown, Exposure::Internet]);
    let severity =
        prop::option::of(prop::sample::select(vec![Severity::None, Severity::Low, Severity::Medium, Severity::High, Severity::Critical]));
    let ssvc = prop::option::of(prop::sample::select(Decision::ALL.to_vec()));
    let kev = prop::option::of(any::<bool>()).prop_map(|listed| listed.and_then(kev));
    let score = prop::option::of(0_u16..=1_000).prop_map(|share| share.and_then(|share| epss(&Share::of_thousandths(share).to_string())));
    (exposure, kev, any::<bool>(), score, ssvc, severity, any::<bool>()).prop_map(
        |(exposure, kev, exploited, epss, ssvc, severity, supported)| Known { exposure, kev, exploited, epss, ssvc, severity, supported },
    )
}

proptest! {
    #[test]
    fn the_order_is_total_and_always_has_its_rule(a in known(), b in known(), c in known()) {
        let (a, b, c) = (of(a), of(b), of(c));
        prop_assert_eq!(a.cmp(&b), b.cmp(&a).reverse());
        prop_assert_eq!(a.cmp(&b).is_eq(), a == b);
        if a <= b && b <= c {
            prop_assert!(a <= c);
        }
        prop_assert!(a == b || a.differs(&b).is_some() || a.reasons != b.reasons);
        prop_assert!(a.reasons.is_sorted());
        prop_assert!(!is_first_without_reason(&a));
    }

    #[test]
    fn worse_news_never_lowers_a_finding(known in known()) {
        let now = of(known.clone());
        let more = [
            Known { exposure: Exposure::Internet, ..known.clone() },
            Known { kev: kev(true), ..known.clone() },
            Known { exploited: true, ..known.clone() },
            Known { epss: epss("1"), ..known.clone() },
            Known { ssvc: Some(Decision::Immediate), ..known.clone() },
            Known { severity: Some(Severity::Critical), ..known.clone() },
            Known { supported: true, ..known },
        ];
        for more in more {
            let then = of(more.clone());
            prop_assert!(then.differs(&now).is_none() || then > now, "{:?}", more);
        }
    }
}

/// A place that stands first by exposure must say so.
fn is_first_without_reason(place: &Priority) -> bool {
    let local = of(Known { exposure: Exposure::Local, severity: Some(Severity::Low), ..Known::default() });
    place.differs(&local) == Some(Rule::Internet) && !place.reasons.contains(&Reason::Internet)
}
