//! How the JSON schemas of CVSS 2.0 and 3.x write metrics and values out.

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

/// The names of version 2, or of version 3.
pub(in crate::csaf::rules) const fn of(v2: bool) -> &'static [Name] {
    if v2 { V2 } else { V3 }
}

/// Reports words that the schema does not know (part of 6.1.8).
pub(super) fn check(pointer: &str, cvss: &Value<'_>, found: Found<'_>) {
    let names = of(pointer.ends_with("cvss_v2"));
    for name in names.iter().filter(|name| cvss.get(name.property).is_some()) {
        // Mandatory metrics have no word for "not defined".
        let base = !name.metric.starts_with('M')
            && names.iter().position(|n| n.metric == name.metric).is_some_and(|at| at < if names.len() == V2.len() { 6 } else { 8 });
        let known =
            text(cvss, name.property).is_some_and(|word| name.values.iter().any(|(short, own)| *own == word && !(base && *short == "X")));
        if !known {
            found(format!("{pointer}/{}", name.property), "not a word of its schema".to_owned());
        }
    }
}
