//! The informative tests that only CSAF 2.1 has, one clause one file.

pub(in crate::csaf::rules) mod r6_3_01;
pub(in crate::csaf::rules) mod r6_3_02;
pub(in crate::csaf::rules) mod r6_3_04;
pub(in crate::csaf::rules) mod r6_3_12;
pub(in crate::csaf::rules) mod r6_3_13;
pub(in crate::csaf::rules) mod r6_3_14;
pub(in crate::csaf::rules) mod r6_3_15;
pub(in crate::csaf::rules) mod r6_3_17;
pub(in crate::csaf::rules) mod r6_3_18;
pub(in crate::csaf::rules) mod r6_3_19_01;
pub(in crate::csaf::rules) mod r6_3_19_02;
pub(in crate::csaf::rules) mod r6_3_19_03;
pub(in crate::csaf::rules) mod r6_3_19_04;
pub(in crate::csaf::rules) mod r6_3_19_05;
pub(in crate::csaf::rules) mod r6_3_20;
pub(in crate::csaf::rules) mod r6_3_21_01;
pub(in crate::csaf::rules) mod r6_3_21_02;
pub(in crate::csaf::rules) mod r6_3_21_03;
pub(in crate::csaf::rules) mod r6_3_21_04;
pub(in crate::csaf::rules) mod r6_3_21_05;
pub(in crate::csaf::rules) mod r6_3_21_06;
pub(in crate::csaf::rules) mod r6_3_21_07;
pub(in crate::csaf::rules) mod r6_3_21_08;
pub(in crate::csaf::rules) mod r6_3_21_09;
pub(in crate::csaf::rules) mod r6_3_22;
