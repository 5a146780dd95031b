//! What a vector can say: for each version the metrics, their values, and what they mean, in both languages.
//!
//! Names follow the specifications of FIRST and the terms that Japanese advisories use; the sentences are our own.

pub(super) mod v2;
pub(super) mod v3;
pub(super) mod v4;

/// Declares the values of a metric: key, Japanese and English name, Japanese and English sentence.
macro_rules! values {
    ($name:ident $($key:literal $ja:literal $en:literal $meaning_ja:literal $meaning_en:literal;)+) => {
        const $name: &[Value] = &[$(value($key, $ja, $en, $meaning_ja, $meaning_en)),+];
    };
}

/// Declares the values of a base metric and of its modified twin, which ends with "not defined" and may have values of its own before.
macro_rules! twins {
    (
        $base:ident $modified:ident
        $($key:literal $ja:literal $en:literal $meaning_ja:literal $meaning_en:literal;)+
        $(only modified $own:expr;)?
    ) => {
        const $base: &[Value] = &[$(value($key, $ja, $en, $meaning_ja, $meaning_en)),+];
        const $modified: &[Value] = &[
            $($own,)?
            $(value(
                $key,
                $ja,
                $en,
                concat!("対象の環境では、", $meaning_ja),
                concat!("In the environment at hand: ", $meaning_en)
            ),)+
            value("X", "未評価", "Not Defined", "基本評価の値をそのまま使います。", "The value of the base metric holds."),
        ];
    };
}

/// Declares the table of a version, in the order of its specification, and a constant with the place of each metric.
macro_rules! table {
    ($($key:ident $group:ident $mandatory:ident $ja:literal $en:literal $values:ident;)+) => {
        #[allow(clippy::upper_case_acronyms)]
        enum Place { $($key),+ }
        $(
            #[allow(non_upper_case_globals, dead_code, reason = "named as in the specification; supplemental metrics never count")]
            pub(in crate::cvss) const $key: usize = Place::$key as usize;
        )+
        pub(in crate::cvss) static METRICS: [Metric; [$(Place::$key),+].len()] = [$(Metric {
            key: stringify!($key),
            group: Group::$group,
            mandatory: $mandatory,
            name_ja: $ja,
            name_en: $en,
            values: $values,
            code: code(stringify!($key)),
        }),+];
        const MUST: bool = true;
        const MAY: bool = false;
    };
}

use super::metrics::{Value, value};
use {table, twins, values};

// What versions 3.x and 4.0 say in the same words.
twins! { VECTOR MODIFIED_VECTOR
    "N" "ネットワーク" "Network"
        "ネットワーク越しに、離れた場所から攻撃できます。インターネットから届く機器なら、攻撃元は世界中に広がります。"
        "The attack works over the network from far away; if the internet reaches the device, anyone in the world can try.";
    "A" "隣接" "Adjacent"
        "同じLANやBluetoothの届く範囲など、隣り合うネットワークからだけ攻撃できます。"
        "The attacker must share the network or be close by, such as on the same LAN or within Bluetooth range.";
    "L" "ローカル" "Local"
        "機器へのログインや、利用者に細工したファイルを開かせることなど、機器の内側からの攻撃に限られます。"
        "The attack happens on the device itself: through a login, or through a crafted file that a user opens.";
    "P" "物理" "Physical"
        "機器に直接触れられる人だけが攻撃できます。"
        "Only somebody who can touch the device can attack.";
}
twins! { PRIVILEGES MODIFIED_PRIVILEGES
    "N" "不要" "None"
        "ログインも権限もなしに攻撃できます。"
        "The attacker needs no login and no rights.";
    "L" "低" "Low"
        "一般利用者の権限があれば攻撃できます。"
        "The rights of an ordinary user are enough.";
    "H" "高" "High"
        "管理者など、強い権限を持つ人だけが攻撃できます。"
        "Only somebody with strong rights, such as an administrator, can attack.";
}
