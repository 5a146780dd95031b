//! Metrics of CVSS 4.0, §2 to §5 of its specification, in the order of its table 23.

use super::{MODIFIED_PRIVILEGES, MODIFIED_VECTOR, PRIVILEGES, VECTOR, table, twins, values};
use crate::cvss::metrics::{Group, Metric, Value, code, value};

twins! { COMPLEXITY MODIFIED_COMPLEXITY
    "L" "低" "Low"
        "破るべき防御の仕組みはなく、攻撃は何度でも成功すると見込まれます。"
        "There is no defence to break; the attack can be expected to work again and again.";
    "H" "高" "High"
        "メモリ配置の無作為化や対象ごとに異なる秘密など、攻撃を防ぐ仕組みを破らなければ成功しません。"
        "The attacker must defeat a defence first, such as address randomisation or a secret of each target.";
}
twins! { REQUIREMENTS MODIFIED_REQUIREMENTS
    "N" "なし" "None"
        "対象の構成や状態によらず攻撃できます。"
        "The attack does not depend on how the target is set up or used.";
    "P" "あり" "Present"
        "特定の構成、処理の競合、通信への割り込みなど、対象の側に条件がそろったときだけ成功します。"
        "The attack depends on the target: a certain configuration, a race, or a place in the middle of its traffic.";
}
twins! { INTERACTION MODIFIED_INTERACTION
    "N" "不要" "None"
        "利用者が何もしなくても攻撃は成立します。"
        "The attack works without anything done by a user.";
    "P" "受動" "Passive"
        "画面を見るなど、利用者のふだんどおりの操作だけで攻撃が成立します。"
        "Ordinary use is enough, such as looking at a page.";
    "A" "能動" "Active"
        "警告を押して進む、ファイルを取り込むなど、利用者があえて操作して初めて攻撃が成立します。"
        "A user must take a deliberate step, such as dismissing a warning or importing a file.";
}
twins! { VULNERABLE_C MODIFIED_VULNERABLE_C
    "H" "高" "High"
        "脆弱性のあるシステムのすべての情報、または重大な情報が漏れるおそれがあります。"
        "All information of the vulnerable system, or information of great weight, may be disclosed.";
    "L" "低" "Low"
        "脆弱性のあるシステムの一部の情報が漏れますが、何が漏れるかを攻撃者は選べません。"
        "Some information of the vulnerable system is disclosed, but the attacker cannot choose which.";
    "N" "なし" "None"
        "脆弱性のあるシステムの情報は漏れません。"
        "No information of the vulnerable system is disclosed.";
}
twins! { VULNERABLE_I MODIFIED_VULNERABLE_I
    "H" "高" "High"
        "脆弱性のあるシステムのすべてのデータ、または重大なデータが書き換えられるおそれがあります。"
        "All data of the vulnerable system, or data of great weight, may be altered.";
    "L" "低" "Low"
        "脆弱性のあるシステムの一部のデータが書き換えられますが、深刻な結果には至りません。"
        "Some data of the vulnerable system can be altered, without serious consequences.";
    "N" "なし" "None"
        "脆弱性のあるシステムのデータは書き換えられません。"
        "Nothing in the vulnerable system can be altered.";
}
twins! { VULNERABLE_A MODIFIED_VULNERABLE_A
    "H" "高" "High"
        "脆弱性のあるシステムを完全に止められるか、止められた状態が続くおそれがあります。"
        "The vulnerable system may be stopped altogether, or for as long as the attacker wishes.";
    "L" "低" "Low"
        "脆弱性のあるシステムの性能が落ちたり、動作が断続的に止まったりします。"
        "The vulnerable system slows down or stops now and then.";
    "N" "なし" "None"
        "脆弱性のあるシステムの動作や性能に影響はありません。"
        "Operation and performance of the vulnerable system are not touched.";
}
twins! { SUBSEQUENT_C MODIFIED_SUBSEQUENT_C
    "H" "高" "High"
        "つながる先のシステムのすべての情報、または重大な情報が漏れるおそれがあります。"
        "All information of systems behind it, or information of great weight, may be disclosed.";
    "L" "低" "Low"
        "つながる先のシステムの一部の情報が漏れますが、何が漏れるかを攻撃者は選べません。"
        "Some information of systems behind it is disclosed, but the attacker cannot choose which.";
    "N" "なし" "None"
        "つながる先のシステムの情報は漏れません。"
        "No information of systems behind it is disclosed.";
}
twins! { SUBSEQUENT_I MODIFIED_SUBSEQUENT_I
    "H" "高" "High"
        "つながる先のシステムのすべてのデータ、または重大なデータが書き換えられるおそれがあります。"
        "All data of systems behind it, or data of great weight, may be altered.";
    "L" "低" "Low"
        "つながる先のシステムの一部のデータが書き換えられますが、深刻な結果には至りません。"
        "Some data of systems behind it can be altered, without serious consequences.";
    "N" "なし" "None"
        "つながる先のシステムのデータは書き換えられません。"
        "Nothing in systems behind it can be altered.";
    only modified value(
        "S",
        "安全",
        "Safety",
        "対象の環境では、データが書き換えられることで人がけがをするなど、人命や健康に被害が及ぶおそれがあります。",
        "In the environment at hand: altered data may injure people or worse.",
    );
}
twins! { SUBSEQUENT_A MODIFIED_SUBSEQUENT_A
    "H" "高" "High"
        "つながる先のシステムを完全に止められるか、止められた状態が続くおそれがあります。"
        "Systems behind it may be stopped altogether, or for as long as the attacker wishes.";
    "L" "低" "Low"
        "つながる先のシステムの性能が落ちたり、動作が断続的に止まったりします。"
        "Systems behind it slow down or stop now and then.";
    "N" "なし" "None"
        "つながる先のシステムの動作や性能に影響はありません。"
        "Operation and performance of systems behind it are not touched.";
    only modified value(
        "S",
        "安全",
        "Safety",
        "対象の環境では、機能が止まることで人がけがをするなど、人命や健康に被害が及ぶおそれがあります。",
        "In the environment at hand: the outage may injure people or worse.",
    );
}
values! { MATURITY
    "A" "攻撃あり" "Attacked"
        "この脆弱性を狙った攻撃が報告されているか、攻撃を簡単にする道具が出回っています。"
        "Attacks have been reported, or a tool that makes them simple is in circulation.";
    "P" "実証コードあり" "Proof-of-Concept"
        "実証コードは公開されていますが、攻撃の報告も、攻撃を簡単にする道具も知られていません。"
        "Code that proves the point is public; neither attacks nor simple tools are known.";
    "U" "報告なし" "Unreported"
        "実証コードも攻撃も知られていません。"
        "Neither code nor attacks are known.";
    "X" "未評価" "Not Defined"
        "評価していません。「攻撃あり」として計算します。"
        "Not assessed; the score takes it as attacked.";
}
values! { REQUIREMENT
    "H" "高" "High"
        "失われると、対象の環境に壊滅的な影響があります。"
        "Its loss would be catastrophic in the environment at hand.";
    "M" "中" "Medium"
        "失われると、対象の環境に深刻な影響があります。"
        "Its loss would do serious harm in the environment at hand.";
    "L" "低" "Low"
        "失われても、対象の環境への影響は限られます。"
        "Its loss would do little harm in the environment at hand.";
    "X" "未評価" "Not Defined"
        "評価していません。「高」として計算します。"
        "Not assessed; the score takes it as high.";
}
values! { SAFETY
    "N" "無視できる" "Negligible"
        "人がけがをするとしても、ごく軽いものにとどまります。"
        "If anybody is hurt at all, then only slightly.";
    "P" "あり" "Present"
        "人がけがをするか、それ以上の被害が起こり得ます。"
        "People may be injured or worse.";
    "X" "未評価" "Not Defined"
        "安全への影響は評価していません。"
        "Safety has not been assessed.";
}
values! { AUTOMATABLE
    "N" "いいえ" "No"
        "多数の対象への攻撃を自動化することはできません。"
        "Attacks on many targets cannot be automated.";
    "Y" "はい" "Yes"
        "多数の対象への攻撃を自動化でき、ワームのように広がることもあります。"
        "Attacks on many targets can be automated, even as a worm.";
    "X" "未評価" "Not Defined"
        "自動化できるかどうかは評価していません。"
        "Whether it can be automated has not been assessed.";
}
values! { RECOVERY
    "A" "自動" "Automatic"
        "攻撃の後、システムは自動で元に戻ります。"
        "After an attack the system recovers by itself.";
    "U" "利用者" "User"
        "攻撃の後、元に戻すには人の操作が必要です。"
        "After an attack somebody must restore the system by hand.";
    "I" "回復不能" "Irrecoverable"
        "攻撃の後、元に戻すことはできません。"
        "After an attack the system cannot be restored.";
    "X" "未評価" "Not Defined"
        "回復のしかたは評価していません。"
        "Recovery has not been assessed.";
}
values! { DENSITY
    "D" "分散" "Diffuse"
        "1回の攻撃で得られる資源はわずかです。"
        "One success gives the attacker little.";
    "C" "集中" "Concentrated"
        "1回の攻撃で多くの資源が得られます。"
        "One success gives the attacker much.";
    "X" "未評価" "Not Defined"
        "得られる資源の量は評価していません。"
        "What an attacker gains has not been assessed.";
}
values! { EFFORT
    "L" "低" "Low"
        "利用者はほとんど手間をかけずに対応できます。"
        "Users can respond with hardly any work.";
    "M" "中" "Moderate"
        "対応には利用者の手間がかかり、一時的にサービスに影響することもあります。"
        "Responding costs users some work and may touch their service for a while.";
    "H" "高" "High"
        "対応は大きな負担で、長い停止や現地での作業が必要なこともあります。"
        "Responding is hard: it may need a long outage or work on site.";
    "X" "未評価" "Not Defined"
        "対応の手間は評価していません。"
        "The effort has not been assessed.";
}
values! { URGENCY
    "Clear" "情報提供" "Clear"
        "提供者は、急ぐ必要のないお知らせとしています。"
        "The provider sees no urgency; this is for information.";
    "Green" "低" "Green"
        "提供者は、緊急度は低いとしています。"
        "The provider rates the urgency as low.";
    "Amber" "中" "Amber"
        "提供者は、緊急度は中程度としています。"
        "The provider rates the urgency as moderate.";
    "Red" "高" "Red"
        "提供者は、緊急度は最も高いとしています。"
        "The provider rates the urgency as the highest.";
    "X" "未評価" "Not Defined"
        "提供者は緊急度を示していません。"
        "The provider has not stated an urgency.";
}

table! {
    AV Base MUST "攻撃元区分" "Attack Vector" VECTOR;
    AC Base MUST "攻撃条件の複雑さ" "Attack Complexity" COMPLEXITY;
    AT Base MUST "攻撃の実行条件" "Attack Requirements" REQUIREMENTS;
    PR Base MUST "必要な特権レベル" "Privileges Required" PRIVILEGES;
    UI Base MUST "ユーザー関与レベル" "User Interaction" INTERACTION;
    VC Base MUST "脆弱なシステムの機密性への影響" "Vulnerable System Confidentiality" VULNERABLE_C;
    VI Base MUST "脆弱なシステムの完全性への影響" "Vulnerable System Integrity" VULNERABLE_I;
    VA Base MUST "脆弱なシステムの可用性への影響" "Vulnerable System Availability" VULNERABLE_A;
    SC Base MUST "後続システムの機密性への影響" "Subsequent System Confidentiality" SUBSEQUENT_C;
    SI Base MUST "後続システムの完全性への影響" "Subsequent System Integrity" SUBSEQUENT_I;
    SA Base MUST "後続システムの可用性への影響" "Subsequent System Availability" SUBSEQUENT_A;
    E Threat MAY "攻撃の成熟度" "Exploit Maturity" MATURITY;
    CR Environmental MAY "機密性の要求度" "Confidentiality Requirement" REQUIREMENT;
    IR Environmental MAY "完全性の要求度" "Integrity Requirement" REQUIREMENT;
    AR Environmental MAY "可用性の要求度" "Availability Requirement" REQUIREMENT;
    MAV Environmental MAY "緩和策後の攻撃元区分" "Modified Attack Vector" MODIFIED_VECTOR;
    MAC Environmental MAY "緩和策後の攻撃条件の複雑さ" "Modified Attack Complexity" MODIFIED_COMPLEXITY;
    MAT Environmental MAY "緩和策後の攻撃の実行条件" "Modified Attack Requirements" MODIFIED_REQUIREMENTS;
    MPR Environmental MAY "緩和策後の必要な特権レベル" "Modified Privileges Required" MODIFIED_PRIVILEGES;
    MUI Environmental MAY "緩和策後のユーザー関与レベル" "Modified User Interaction" MODIFIED_INTERACTION;
    MVC Environmental MAY "緩和策後の脆弱なシステムの機密性への影響" "Modified Vulnerable System Confidentiality" MODIFIED_VULNERABLE_C;
    MVI Environmental MAY "緩和策後の脆弱なシステムの完全性への影響" "Modified Vulnerable System Integrity" MODIFIED_VULNERABLE_I;
    MVA Environmental MAY "緩和策後の脆弱なシステムの可用性への影響" "Modified Vulnerable System Availability" MODIFIED_VULNERABLE_A;
    MSC Environmental MAY "緩和策後の後続システムの機密性への影響" "Modified Subsequent System Confidentiality" MODIFIED_SUBSEQUENT_C;
    MSI Environmental MAY "緩和策後の後続システムの完全性への影響" "Modified Subsequent System Integrity" MODIFIED_SUBSEQUENT_I;
    MSA Environmental MAY "緩和策後の後続システムの可用性への影響" "Modified Subsequent System Availability" MODIFIED_SUBSEQUENT_A;
    S Supplemental MAY "安全" "Safety" SAFETY;
    AU Supplemental MAY "攻撃の自動化" "Automatable" AUTOMATABLE;
    R Supplemental MAY "回復" "Recovery" RECOVERY;
    V Supplemental MAY "得られる価値の密度" "Value Density" DENSITY;
    RE Supplemental MAY "脆弱性対応の手間" "Vulnerability Response Effort" EFFORT;
    U Supplemental MAY "提供者の示す緊急度" "Provider Urgency" URGENCY;
}
