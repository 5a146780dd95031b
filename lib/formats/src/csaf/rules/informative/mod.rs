//! The informative tests of CSAF 2.0 §6.3, one clause one file.

pub(in crate::csaf::rules) mod r6_3_01;
pub(in crate::csaf::rules) mod r6_3_02;
pub(in crate::csaf::rules) mod r6_3_03;
pub(in crate::csaf::rules) mod r6_3_04;
pub(in crate::csaf::rules) mod r6_3_05;
pub(in crate::csaf::rules) mod r6_3_06;
pub(in crate::csaf::rules) mod r6_3_07;
pub(in crate::csaf::rules) mod r6_3_09;
pub(in crate::csaf::rules) mod r6_3_10;
pub(in crate::csaf::rules) mod r6_3_11;
