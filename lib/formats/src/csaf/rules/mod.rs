//! The mandatory tests of CSAF 2.0 §6.1, one clause one file.

mod cvss_names;
mod r6_1_01;
mod r6_1_02;
mod r6_1_03;
mod r6_1_04;
mod r6_1_05;
mod r6_1_06;
mod r6_1_07;
mod r6_1_08;
mod r6_1_09;
mod r6_1_10;
mod r6_1_11;
mod r6_1_12;
mod r6_1_13;
mod r6_1_14;
mod r6_1_15;
mod r6_1_16;
mod r6_1_17;
mod r6_1_18;
mod r6_1_19;
mod r6_1_20;
mod r6_1_21;
mod r6_1_22;
mod r6_1_23;
mod r6_1_24;
mod r6_1_25;
mod r6_1_26;
mod r6_1_27;
mod r6_1_28;
mod r6_1_29;
mod r6_1_30;
mod r6_1_31;
mod r6_1_32;
mod r6_1_33;

use super::view::Doc;

/// Takes the place and the words of a finding.
type Found<'f> = &'f mut dyn FnMut(String, String);

/// A clause: looks at a document and reports what breaks it.
type Rule = fn(&Doc<'_>, Found<'_>);

macro_rules! rules {
    ($($code:literal $file:ident $name:ident),+ $(,)?) => {
        /// Every clause with its code, in order.
        pub(super) const RULES: &[(&str, Rule)] = &[$((concat!("csaf.", $code), $file::$name)),+];
    };
}

rules! {
    "6.1.1" r6_1_01 check,
    "6.1.2" r6_1_02 check,
    "6.1.3" r6_1_03 check,
    "6.1.4" r6_1_04 check,
    "6.1.5" r6_1_05 check,
    "6.1.6" r6_1_06 check,
    "6.1.7" r6_1_07 check,
    "6.1.8" r6_1_08 check,
    "6.1.9" r6_1_09 check,
    "6.1.10" r6_1_10 check,
    "6.1.11" r6_1_11 check,
    "6.1.12" r6_1_12 check,
    "6.1.13" r6_1_13 check,
    "6.1.14" r6_1_14 check,
    "6.1.15" r6_1_15 check,
    "6.1.16" r6_1_16 check,
    "6.1.17" r6_1_17 check,
    "6.1.18" r6_1_18 check,
    "6.1.19" r6_1_19 check,
    "6.1.20" r6_1_20 check,
    "6.1.21" r6_1_21 check,
    "6.1.22" r6_1_22 check,
    "6.1.23" r6_1_23 check,
    "6.1.24" r6_1_24 check,
    "6.1.25" r6_1_25 check,
    "6.1.26" r6_1_26 check,
    "6.1.27.1" r6_1_27 document_notes,
    "6.1.27.2" r6_1_27 document_references,
    "6.1.27.3" r6_1_27 no_vulnerabilities,
    "6.1.27.4" r6_1_27 product_tree,
    "6.1.27.5" r6_1_27 vulnerability_notes,
    "6.1.27.6" r6_1_27 product_status,
    "6.1.27.7" r6_1_27 vex_product_status,
    "6.1.27.8" r6_1_27 vulnerability_id,
    "6.1.27.9" r6_1_27 impact_statement,
    "6.1.27.10" r6_1_27 action_statement,
    "6.1.27.11" r6_1_27 vulnerabilities,
    "6.1.28" r6_1_28 check,
    "6.1.29" r6_1_29 check,
    "6.1.30" r6_1_30 check,
    "6.1.31" r6_1_31 check,
    "6.1.32" r6_1_32 check,
    "6.1.33" r6_1_33 check,
}
