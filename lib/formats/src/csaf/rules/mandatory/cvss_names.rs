//! How the JSON schemas of CVSS 2.0, 3.x and 4.0 write metrics and values out.

use crate::csaf::rules::Found;
use crate::csaf::tree::Value;
use crate::csaf::view::text;

/// A property with the metric it repeats and its words.
pub(in crate::csaf::rules) struct Name {
    pub property: &'static str,
    pub metric: &'static str,
    pub values: &'static [(&'static str, &'static str)],
}

const fn name(property: &'static str, metric: &'static str, values: &'static [(&'static str, &'static str)]) -> Name {
    Name { property, metric, values }
}

type Values = &'static [(&'static str, &'static str)];

const AV: Values = &[("N", "NETWORK"), ("A", "ADJACENT_NETWORK"), ("L", "LOCAL"), ("P", "PHYSICAL"), ("X", "NOT_DEFINED")];
const HIGH_LOW: Values = &[("H", "HIGH"), ("L", "LOW"), ("X", "NOT_DEFINED")];
const HIGH_LOW_NONE: Values = &[("H", "HIGH"), ("L", "LOW"), ("N", "NONE"), ("X", "NOT_DEFINED")];
const UI: Values = &[("N", "NONE"), ("R", "REQUIRED"), ("X", "NOT_DEFINED")];
const SCOPE: Values = &[("U", "UNCHANGED"), ("C", "CHANGED"), ("X", "NOT_DEFINED")];
const E: Values = &[("U", "UNPROVEN"), ("P", "PROOF_OF_CONCEPT"), ("F", "FUNCTIONAL"), ("H", "HIGH"), ("X", "NOT_DEFINED")];
const RL: Values = &[("O", "OFFICIAL_FIX"), ("T", "TEMPORARY_FIX"), ("W", "WORKAROUND"), ("U", "UNAVAILABLE"), ("X", "NOT_DEFINED")];
const RC: Values = &[("U", "UNKNOWN"), ("R", "REASONABLE"), ("C", "CONFIRMED"), ("X", "NOT_DEFINED")];
const REQUIREMENT: Values = &[("L", "LOW"), ("M", "MEDIUM"), ("H", "HIGH"), ("X", "NOT_DEFINED")];

const V3: &[Name] = &[
    name("attackVector", "AV", AV),
    name("attackComplexity", "AC", HIGH_LOW),
    name("privilegesRequired", "PR", HIGH_LOW_NONE),
    name("userInteraction", "UI", UI),
    name("scope", "S", SCOPE),
    name("confidentialityImpact", "C", HIGH_LOW_NONE),
    name("integrityImpact", "I", HIGH_LOW_NONE),
    name("availabilityImpact", "A", HIGH_LOW_NONE),
    name("exploitCodeMaturity", "E", E),
    name("remediationLevel", "RL", RL),
    name("reportConfidence", "RC", RC),
    name("confidentialityRequirement", "CR", REQUIREMENT),
    name("integrityRequirement", "IR", REQUIREMENT),
    name("availabilityRequirement", "AR", REQUIREMENT),
    name("modifiedAttackVector", "MAV", AV),
    name("modifiedAttackComplexity", "MAC", HIGH_LOW),
    name("modifiedPrivilegesRequired", "MPR", HIGH_LOW_NONE),
    name("modifiedUserInteraction", "MUI", UI),
    name("modifiedScope", "MS", SCOPE),
    name("modifiedConfidentialityImpact", "MC", HIGH_LOW_NONE),
    name("modifiedIntegrityImpact", "MI", HIGH_LOW_NONE),
    name("modifiedAvailabilityImpact", "MA", HIGH_LOW_NONE),
];

const LOSS_V2: Values = &[("N", "NONE"), ("P", "PARTIAL"), ("C", "COMPLETE")];
const REQUIREMENT_V2: Values = &[("L", "LOW"), ("M", "MEDIUM"), ("H", "HIGH"), ("ND", "NOT_DEFINED")];

const V2: &[Name] = &[
    name("accessVector", "AV", &[("N", "NETWORK"), ("A", "ADJACENT_NETWORK"), ("L", "LOCAL")]),
    name("accessComplexity", "AC", &[("H", "HIGH"), ("M", "MEDIUM"), ("L", "LOW")]),
    name("authentication", "Au", &[("M", "MULTIPLE"), ("S", "SINGLE"), ("N", "NONE")]),
    name("confidentialityImpact", "C", LOSS_V2),
    name("integrityImpact", "I", LOSS_V2),
    name("availabilityImpact", "A", LOSS_V2),
    name(
        "exploitability",
        "E",
        &[("U", "UNPROVEN"), ("POC", "PROOF_OF_CONCEPT"), ("F", "FUNCTIONAL"), ("H", "HIGH"), ("ND", "NOT_DEFINED")],
    ),
    name(
        "remediationLevel",
        "RL",
        &[("OF", "OFFICIAL_FIX"), ("TF", "TEMPORARY_FIX"), ("W", "WORKAROUND"), ("U", "UNAVAILABLE"), ("ND", "NOT_DEFINED")],
    ),
    name("reportConfidence", "RC", &[("UC", "UNCONFIRMED"), ("UR", "UNCORROBORATED"), ("C", "CONFIRMED"), ("ND", "NOT_DEFINED")]),
    name(
        "collateralDamagePotential",
        "CDP",
        &[("N", "NONE"), ("L", "LOW"), ("LM", "LOW_MEDIUM"), ("MH", "MEDIUM_HIGH"), ("H", "HIGH"), ("ND", "NOT_DEFINED")],
    ),
    name("targetDistribution", "TD", &[("N", "NONE"), ("L", "LOW"), ("M", "MEDIUM"), ("H", "HIGH"), ("ND", "NOT_DEFINED")]),
    name("confidentialityRequirement", "CR", REQUIREMENT_V2),
    name("integrityRequirement", "IR", REQUIREMENT_V2),
    name("availabilityRequirement", "AR", REQUIREMENT_V2),
];

const AV_V4: Values = &[("N", "NETWORK"), ("A", "ADJACENT"), ("L", "LOCAL"), ("P", "PHYSICAL"), ("X", "NOT_DEFINED")];
const AT: Values = &[("N", "NONE"), ("P", "PRESENT"), ("X", "NOT_DEFINED")];
const UI_V4: Values = &[("N", "NONE"), ("P", "PASSIVE"), ("A", "ACTIVE"), ("X", "NOT_DEFINED")];
const SUBSEQUENT_C: Values = &[("N", "NEGLIGIBLE"), ("L", "LOW"), ("H", "HIGH"), ("X", "NOT_DEFINED")];
const SUBSEQUENT_IA: Values = &[("N", "NEGLIGIBLE"), ("L", "LOW"), ("H", "HIGH"), ("S", "SAFETY"), ("X", "NOT_DEFINED")];

const V4: &[Name] = &[
    name("attackVector", "AV", AV_V4),
    name("attackComplexity", "AC", HIGH_LOW),
    name("attackRequirements", "AT", AT),
    name("privilegesRequired", "PR", HIGH_LOW_NONE),
    name("userInteraction", "UI", UI_V4),
    name("vulnConfidentialityImpact", "VC", HIGH_LOW_NONE),
    name("vulnIntegrityImpact", "VI", HIGH_LOW_NONE),
    name("vulnAvailabilityImpact", "VA", HIGH_LOW_NONE),
    name("subConfidentialityImpact", "SC", HIGH_LOW_NONE),
    name("subIntegrityImpact", "SI", HIGH_LOW_NONE),
    name("subAvailabilityImpact", "SA", HIGH_LOW_NONE),
    name("exploitMaturity", "E", &[("U", "UNREPORTED"), ("P", "PROOF_OF_CONCEPT"), ("A", "ATTACKED"), ("X", "NOT_DEFINED")]),
    name("confidentialityRequirement", "CR", REQUIREMENT),
    name("integrityRequirement", "IR", REQUIREMENT),
    name("availabilityRequirement", "AR", REQUIREMENT),
    name("modifiedAttackVector", "MAV", AV_V4),
    name("modifiedAttackComplexity", "MAC", HIGH_LOW),
    name("modifiedAttackRequirements", "MAT", AT),
    name("modifiedPrivilegesRequired", "MPR", HIGH_LOW_NONE),
    name("modifiedUserInteraction", "MUI", UI_V4),
    name("modifiedVulnConfidentialityImpact", "MVC", HIGH_LOW_NONE),
    name("modifiedVulnIntegrityImpact", "MVI", HIGH_LOW_NONE),
    name("modifiedVulnAvailabilityImpact", "MVA", HIGH_LOW_NONE),
    name("modifiedSubConfidentialityImpact", "MSC", SUBSEQUENT_C),
    name("modifiedSubIntegrityImpact", "MSI", SUBSEQUENT_IA),
    name("modifiedSubAvailabilityImpact", "MSA", SUBSEQUENT_IA),
    name("Safety", "S", &[("N", "NEGLIGIBLE"), ("P", "PRESENT"), ("X", "NOT_DEFINED")]),
    name("Automatable", "AU", &[("N", "NO"), ("Y", "YES"), ("X", "NOT_DEFINED")]),
    name("Recovery", "R", &[("A", "AUTOMATIC"), ("U", "USER"), ("I", "IRRECOVERABLE"), ("X", "NOT_DEFINED")]),
    name("valueDensity", "V", &[("D", "DIFFUSE"), ("C", "CONCENTRATED"), ("X", "NOT_DEFINED")]),
    name("vulnerabilityResponseEffort", "RE", &[("L", "LOW"), ("M", "MODERATE"), ("H", "HIGH"), ("X", "NOT_DEFINED")]),
    name("providerUrgency", "U", &[("Clear", "CLEAR"), ("Green", "GREEN"), ("Amber", "AMBER"), ("Red", "RED"), ("X", "NOT_DEFINED")]),
];

/// The names of the object at a place that ends with its key, and how many of the first ones are mandatory in the vector.
fn table(place: &str) -> (&'static [Name], usize) {
    if place.ends_with("cvss_v2") {
        (V2, 6)
    } else if place.ends_with("cvss_v4") {
        (V4, 11)
    } else {
        (V3, 8)
    }
}

/// The names of the object at a place that ends with its key, such as `cvss_v3`.
pub(in crate::csaf::rules) fn of(place: &str) -> &'static [Name] {
    table(place).0
}

/// Whether the schema of the object at a place knows a property.
pub(in crate::csaf::rules) fn is_known(place: &str, property: &str) -> bool {
    const COMMON: [&str; 4] = ["version", "vectorString", "baseScore", "baseSeverity"];
    const BEFORE_V4: [&str; 4] = ["temporalScore", "temporalSeverity", "environmentalScore", "environmentalSeverity"];
    let named = of(place).iter().any(|name| name.property == property);
    named || COMMON.contains(&property) || !place.ends_with("cvss_v4") && BEFORE_V4.contains(&property)
}

/// Reports words that the schema does not know (part of 6.1.8).
pub(super) fn check(pointer: &str, cvss: &Value<'_>, found: Found<'_>) {
    let (names, base) = table(pointer);
    for (at, name) in names.iter().enumerate().filter(|(_, name)| cvss.get(name.property).is_some()) {
        // Mandatory metrics have no word for "not defined".
        let word = |word: &str| name.values.iter().any(|(short, own)| *own == word && !(at < base && *short == "X"));
        if !text(cvss, name.property).is_some_and(word) {
            found(format!("{pointer}/{}", name.property), "not a word of its schema".to_owned());
        }
    }
}
