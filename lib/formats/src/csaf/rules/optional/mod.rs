//! The optional tests of CSAF 2.0 §6.2, one clause one file.

pub(in crate::csaf::rules) mod r6_2_01;
pub(in crate::csaf::rules) mod r6_2_02;
pub(in crate::csaf::rules) mod r6_2_03;
pub(in crate::csaf::rules) mod r6_2_04;
pub(in crate::csaf::rules) mod r6_2_05;
pub(in crate::csaf::rules) mod r6_2_06;
pub(in crate::csaf::rules) mod r6_2_07;
pub(in crate::csaf::rules) mod r6_2_08;
pub(in crate::csaf::rules) mod r6_2_09;
pub(in crate::csaf::rules) mod r6_2_10;
pub(in crate::csaf::rules) mod r6_2_11;
pub(in crate::csaf::rules) mod r6_2_12;
pub(in crate::csaf::rules) mod r6_2_13;
pub(in crate::csaf::rules) mod r6_2_14;
pub(in crate::csaf::rules) mod r6_2_15;
pub(in crate::csaf::rules) mod r6_2_16;
pub(in crate::csaf::rules) mod r6_2_17;
pub(in crate::csaf::rules) mod r6_2_18;
pub(in crate::csaf::rules) mod r6_2_19;
pub(in crate::csaf::rules) mod r6_2_20;
