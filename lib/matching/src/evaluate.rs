//! The only matcher: one component, one statement, one verdict with its reasons.

use std::cmp::Ordering;

use packages::range::{Bound, Containment, Interval, contains_key};
use packages::scheme::{Key, Scheme};

use crate::component::{Component, Identity, Via, identities};
use crate::context::{Surroundings, Truth};
use crate::distro::{self, Sameness};
use crate::explain::{Class, DistroCheck, Explanation, Lowered, Met, Outcome, Step, Unknown, Verdict};
use crate::said::{Said, Says};
use crate::software;
use crate::statement::{StatedRange, Statement, Status, SubjectKind};

/// Says whether a statement holds of a component.
///
/// Rules: OSV schema 1.7 "Evaluation" (ranges and versions are alternatives), CVE record 5.x `versions` (`defaultStatus`
/// only where no entry matches), a distribution's statements only for its own release, and NVD's conditions on other parts.
#[must_use]
pub fn evaluate(component: &Component, statement: &Statement, around: &Surroundings<'_>) -> Verdict {
    evaluate_identities(component, &identities(component), statement, around)
}

/// As `evaluate`, with the component's identities made beforehand.
#[must_use]
pub fn evaluate_identities(component: &Component, identities: &[Identity], statement: &Statement, around: &Surroundings<'_>) -> Verdict {
    let mut verdict = Verdict { outcome: Outcome::Out, class: Class::E, explanation: blank(statement) };
    let Some(identity) = met_identity(identities, statement) else {
        return verdict;
    };
    verdict.explanation.identity = Some(identity.text.clone());
    verdict.explanation.via = Some(identity.via);
    verdict.explanation.by = identity.by;
    (verdict.class, verdict.explanation.lowered) = base_class(component, identity, statement);
    verdict.explanation.version.clone_from(&identity.version);
    let distro = check_distro(component, statement);
    let sameness = distro.as_ref().map_or(Sameness::Same, |check| check.sameness);
    verdict.explanation.distro = distro;
    if sameness == Sameness::Different {
        verdict.explanation.step = Step::Distro;
        return verdict;
    }
    compare(identity, statement, &mut verdict);
    if sameness == Sameness::Unknown && verdict.outcome == Outcome::In {
        verdict.outcome = Outcome::Unknown(Unknown::DistroUnknown);
        verdict.explanation.step = Step::Distro;
    }
    if matches!(verdict.outcome, Outcome::Unknown(_)) {
        lower(&mut verdict, Class::D, Lowered::Unknown);
    }
    if verdict.outcome != Outcome::Out && !statement.context.is_empty() {
        check_context(statement, around, &mut verdict);
    }
    verdict
}

/// Holds the rest of the product against what the statement asks of it.
fn check_context(statement: &Statement, around: &Surroundings<'_>, verdict: &mut Verdict) {
    let truth = around.judge(&statement.context);
    verdict.explanation.context = Some(truth);
    match truth {
        Truth::True => {}
        Truth::False => {
            verdict.outcome = Outcome::Out;
            verdict.explanation.step = Step::Context;
        }
        Truth::Unknown => lower(verdict, Class::D, Lowered::Context),
    }
}

fn blank(statement: &Statement) -> Explanation {
    Explanation {
        vulnerability: statement.vulnerability.clone(),
        source: statement.source.clone(),
        digest: statement.digest.clone(),
        pointer: statement.pointer.clone(),
        key: statement.key.clone(),
        identity: None,
        via: None,
        by: None,
        step: Step::Identity,
        met: None,
        nearest: None,
        version: None,
        scheme: None,
        distro: None,
        context: None,
        said: None,
        lowered: Vec::new(),
        contradicted_by: None,
    }
}

fn met_identity<'a>(identities: &'a [Identity], statement: &Statement) -> Option<&'a Identity> {
    let exact = identities.iter().find(|identity| identity.key == statement.key);
    exact.or_else(|| {
        let product = statement.key.strip_prefix("cpe:")?.split_once(':')?.1;
        identities.iter().find(|i| i.via == Via::CpeAnyVendor && i.key.strip_prefix("cpe:*:") == Some(product))
    })
}

/// The class that identity and subject give before versions are looked at.
fn base_class(component: &Component, identity: &Identity, statement: &Statement) -> (Class, Vec<Lowered>) {
    let mut lowered = Vec::new();
    let mut class = match identity.via {
        Via::Purl | Via::SourcePackage => {
            let of_distribution = matches!(identity.scheme, Some(Scheme::Deb | Scheme::Rpm | Scheme::Apk));
            if of_distribution && statement.distro.is_some() { Class::A } else { Class::B }
        }
        Via::Cpe | Via::OtherName | Via::KnownVendor => Class::C,
        Via::Software if identity.by.is_some_and(|by| by.core) => Class::C,
        Via::Software | Via::Name => {
            lowered.push(Lowered::Derived);
            Class::D
        }
        Via::CpeAnyVendor => {
            lowered.push(Lowered::AnyVendor);
            Class::E
        }
    };
    // Words that the table knows to be this very software are as good as its CPE.
    if statement.subject == SubjectKind::Named && software::of_key(&statement.key).is_none() {
        lowered.push(Lowered::NamedOnly);
        class = class.max(Class::D);
    }
    // A distribution patches without renumbering and an ecosystem numbers on its own; their packages' CPEs are guesses.
    let is_package = component.purls.iter().any(|purl| software::has_records(&purl.ty));
    if is_package && by_cpe(identity.via) {
        lowered.push(Lowered::PackageByCpe);
        class = class.max(Class::D);
    }
    (class, lowered)
}

/// Whether a name is a CPE's, which says "every version" for want of facts.
const fn by_cpe(via: Via) -> bool {
    !matches!(via, Via::Purl | Via::SourcePackage)
}

fn lower(verdict: &mut Verdict, class: Class, why: Lowered) {
    verdict.class = verdict.class.max(class);
    if !verdict.explanation.lowered.contains(&why) {
        verdict.explanation.lowered.push(why);
    }
}

fn check_distro(component: &Component, statement: &Statement) -> Option<DistroCheck> {
    let stated = distro::normal(statement.distro.as_deref()?, None);
    let component = component.purls.iter().find_map(distro::of_purl);
    let sameness = component.as_deref().map_or(Sameness::Unknown, |component| distro::compare(&stated, component));
    Some(DistroCheck { stated, component, sameness })
}

/// Compares the version with the entries and writes outcome, step and what was met.
fn compare(identity: &Identity, statement: &Statement, verdict: &mut Verdict) {
    let Some(version) = identity.version.as_deref() else {
        verdict.explanation.step = Step::Version;
        verdict.outcome = Outcome::Unknown(Unknown::NoVersion);
        return;
    };
    verdict.explanation.step = Step::Entries;
    let scheme = identity.scheme.or(statement.scheme);
    verdict.explanation.scheme = scheme;
    let key = scheme.and_then(|scheme| scheme.key(version));
    let named = named_version(statement, scheme, key.as_ref(), version);
    let (met, doubt) = ranges(statement, scheme, key.as_ref(), version);
    match (met, named) {
        (Some(range), _) if range.status == Status::Affected => {
            verdict.outcome = Outcome::In;
            verdict.explanation.met = Some(Met::Range(range.interval.clone(), range.status));
            // An ecosystem says "every version" of malicious or abandoned packages.
            if range.interval.is_everything() && by_cpe(identity.via) {
                lower(verdict, Class::D, Lowered::Unbounded);
            }
        }
        (_, Some(named)) => {
            verdict.outcome = Outcome::In;
            verdict.explanation.met = Some(Met::Version(named.to_owned()));
        }
        (Some(range), None) => {
            verdict.explanation.met = Some(Met::Range(range.interval.clone(), range.status));
            if range.interval.from == Bound::Open && fixed_later_in_branch(statement, scheme, key.as_ref()) {
                verdict.outcome = Outcome::Unknown(Unknown::BranchUnclear);
            }
        }
        (None, None) => no_entry(statement, doubt, verdict),
    }
    if verdict.outcome == Outcome::Out {
        verdict.explanation.nearest = nearest(statement, scheme, key.as_ref()).cloned();
    }
    if matches!(verdict.outcome, Outcome::Unknown(Unknown::VersionUnreadable | Unknown::NoScheme)) {
        verdict.explanation.step = Step::Version;
    }
}

/// Whether a kernel's record names a fix later in the branch of this version. Records of the kernel say "not affected before the release that
/// brought the flaw", and where the flaw was taken over into an older branch as well they only show it by the fix there.
fn fixed_later_in_branch(statement: &Statement, scheme: Option<Scheme>, key: Option<&Key>) -> bool {
    let Some((scheme, key)) = scheme.zip(key).filter(|(scheme, _)| *scheme == Scheme::Linux) else { return false };
    statement.ranges.iter().filter(|range| range.status == Status::Unaffected).any(|range| {
        let (Bound::With(fix), Bound::With(branch)) = (&range.interval.from, &range.interval.to) else { return false };
        let Some(first) = branch.strip_suffix(".*") else { return false };
        let (first, fix) = (scheme.key(first), scheme.key(fix));
        first.is_some_and(|first| &first <= key) && fix.is_some_and(|fix| key < &fix)
    })
}

/// No entry holds the version: doubt first, then the record's default.
fn no_entry(statement: &Statement, doubt: Option<Unknown>, verdict: &mut Verdict) {
    let comparable = statement.ranges.iter().any(|range| !range.git) || !statement.versions.is_empty();
    verdict.outcome = match (doubt, statement.default_status) {
        (Some(doubt), _) => Outcome::Unknown(doubt),
        (None, _) if !comparable && !statement.ranges.is_empty() => Outcome::Unknown(Unknown::GitOnly),
        (None, Status::Affected | Status::Unknown) if !comparable => Outcome::Unknown(Unknown::NoRange),
        (None, Status::Affected) => Outcome::In,
        (None, Status::Unaffected | Status::Unknown) => Outcome::Out,
    };
    if doubt.is_none() {
        verdict.explanation.met = Some(Met::Default(statement.default_status));
    }
}

/// The version of the list that is this one: by the scheme where both can be read, else letter by letter.
fn named_version<'a>(statement: &'a Statement, scheme: Option<Scheme>, key: Option<&Key>, version: &str) -> Option<&'a str> {
    let same = |named: &&String| named.as_str() == version || scheme.zip(key).is_some_and(|(s, k)| s.key(named).as_ref() == Some(k));
    statement.versions.iter().find(same).map(String::as_str)
}

/// The first range that holds the version, and the doubt that ranges leave which cannot be compared.
fn ranges<'a>(
    statement: &'a Statement,
    scheme: Option<Scheme>,
    key: Option<&Key>,
    version: &str,
) -> (Option<&'a StatedRange>, Option<Unknown>) {
    let (mut met, mut doubt) = (None, None);
    for range in statement.ranges.iter().filter(|range| !range.git) {
        if let (Some(Scheme::Rpm), Some(end)) = (scheme, range.interval.to.version()) {
            match distro::compare_streams(end, version) {
                Sameness::Same => {}
                Sameness::Different => continue,
                Sameness::Unknown => {
                    doubt = Some(Unknown::StreamUnclear);
                    continue;
                }
            }
        }
        let containment = match (scheme, key) {
            _ if range.interval.is_everything() => Containment::In,
            (Some(scheme), Some(key)) => contains_key(scheme, &range.interval, version, key),
            (scheme, _) => {
                doubt = Some(if scheme.is_some() { Unknown::VersionUnreadable } else { Unknown::NoScheme });
                continue;
            }
        };
        match containment {
            Containment::In => met = met.or(Some(range)),
            Containment::Out => {}
            Containment::Unknown(reason) => doubt = Some(reason.into()),
        }
    }
    (met, doubt)
}

/// The affected range nearest to a version outside all of them: the one whose end lies closest below, else the first above.
fn nearest<'a>(statement: &'a Statement, scheme: Option<Scheme>, key: Option<&Key>) -> Option<&'a Interval> {
    let (scheme, key) = scheme.zip(key)?;
    let affected = || statement.ranges.iter().filter(|r| !r.git && r.status == Status::Affected).map(|r| &r.interval);
    let end = |bound: &Bound| bound.version().and_then(|version| scheme.key(version));
    let below = affected().filter_map(|i| end(&i.to).filter(|to| to <= key).map(|to| (to, i))).max_by(|a, b| a.0.cmp(&b.0));
    let above = affected().filter_map(|i| end(&i.from).filter(|from| from >= key).map(|from| (from, i))).min_by(|a, b| a.0.cmp(&b.0));
    below.or(above).map(|(_, interval)| interval).or_else(|| affected().next())
}

/// The verdict on one vulnerability and one component from all its statements: the best one, lowered where a statement of
/// higher authority compared the version and says "not affected". What the build or the supplier of the component itself says with a reason
/// stands above all of them. None of none.
#[must_use]
pub fn combine(verdicts: Vec<Verdict>, said: Option<&Said>) -> Option<Verdict> {
    let authority = verdicts
        .iter()
        .filter(|v| v.outcome == Outcome::Out && v.explanation.step == Step::Entries)
        .min_by_key(|v| v.class)
        .map(|v| (v.class, format!("{} {}", v.explanation.source, v.explanation.vulnerability)));
    let mut best = verdicts.into_iter().min_by(|a, b| a.rank().cmp(&b.rank()).then_with(|| tie(a, b)))?;
    if let Some((class, by)) = authority.filter(|(class, _)| best.outcome != Outcome::Out && *class < best.class) {
        debug_assert!(class < best.class);
        best.explanation.contradicted_by = Some(by);
        lower(&mut best, Class::D, Lowered::Contradicted);
    }
    if let Some(said) = said.filter(|_| best.outcome != Outcome::Out) {
        if said.says.decides() {
            best.outcome = Outcome::Out;
            best.class = Class::A;
            best.explanation.step = Step::Said;
        }
        best.explanation.said = Some(said.clone());
    }
    Some(best)
}

/// What is said of a vulnerability by any of its ids; what decides before what does not.
#[must_use]
pub fn said_of<'a>(component: &'a Component, ids: &[String]) -> Option<&'a Said> {
    let said = component.said.iter().filter(|said| ids.iter().any(|id| id.eq_ignore_ascii_case(&said.vulnerability)));
    said.max_by_key(|said| match said.says {
        Says::Fixed => 2,
        Says::NotAffected => 1,
        Says::Ignored => 0,
    })
}

/// Equal verdicts: among the rejected the one that came furthest, then a steady order.
fn tie(a: &Verdict, b: &Verdict) -> Ordering {
    let reach = |v: &Verdict| match v.explanation.step {
        Step::Said => 0,
        Step::Context => 1,
        Step::Entries => 2,
        Step::Version => 3,
        Step::Distro => 4,
        Step::Identity => 5,
    };
    let (x, y) = (&a.explanation, &b.explanation);
    reach(a).cmp(&reach(b)).then_with(|| (&x.vulnerability, &x.source, &x.pointer).cmp(&(&y.vulnerability, &y.source, &y.pointer)))
}
