//! Metrics of CVSS 3.0 and 3.1, §2 to §4 of their specifications.

use super::{MODIFIED_PRIVILEGES, MODIFIED_VECTOR, PRIVILEGES, VECTOR, table, twins, values};
use crate::cvss::metrics::{Group, Metric, Value, code, value};

twins! { COMPLEXITY MODIFIED_COMPLEXITY
    "L" "低" "Low"
        "特別な条件は要らず、攻撃はほぼ確実に成功します。"
        "No special conditions apply; the attack can be expected to work every time.";
    "H" "高" "High"
        "攻撃者の思いどおりにならない条件がそろったときだけ成功します。"
        "The attack works only under conditions that the attacker does not control.";
}
twins! { INTERACTION MODIFIED_INTERACTION
    "N" "不要" "None"
        "利用者が何もしなくても攻撃は成立します。"
        "The attack works without anything done by a user.";
    "R" "要" "Required"
        "リンクを開くなど、利用者が何かをして初めて攻撃が成立します。"
        "A user must do something first, such as open a link.";
}
twins! { SCOPE MODIFIED_SCOPE
    "U" "変更なし" "Unchanged"
        "影響は、脆弱性のある部分と同じ管理の範囲にとどまります。"
        "The harm stays within what governs the vulnerable part.";
    "C" "変更あり" "Changed"
        "影響は、脆弱性のある部分を越えて、別に守られている部分にも及びます。"
        "The harm reaches beyond the vulnerable part, into what is protected separately.";
}
twins! { CONFIDENTIALITY MODIFIED_CONFIDENTIALITY
    "H" "高" "High"
        "すべての情報、または重大な情報が漏れるおそれがあります。"
        "All information, or information of great weight, may be disclosed.";
    "L" "低" "Low"
        "一部の情報が漏れますが、何が漏れるかを攻撃者は選べません。"
        "Some information is disclosed, but the attacker cannot choose which.";
    "N" "なし" "None"
        "情報は漏れません。"
        "No information is disclosed.";
}
twins! { INTEGRITY MODIFIED_INTEGRITY
    "H" "高" "High"
        "すべてのデータ、または重大なデータが書き換えられるおそれがあります。"
        "All data, or data of great weight, may be altered.";
    "L" "低" "Low"
        "一部のデータが書き換えられますが、深刻な結果には至りません。"
        "Some data can be altered, without serious consequences.";
    "N" "なし" "None"
        "データは書き換えられません。"
        "Nothing can be altered.";
}
twins! { AVAILABILITY MODIFIED_AVAILABILITY
    "H" "高" "High"
        "機能を完全に止められるか、止められた状態が続くおそれがあります。"
        "The function may be stopped altogether, or for as long as the attacker wishes.";
    "L" "低" "Low"
        "性能が落ちたり、動作が断続的に止まったりします。"
        "Performance drops, or operation stops now and then.";
    "N" "なし" "None"
        "動作や性能に影響はありません。"
        "Operation and performance are not touched.";
}
values! { MATURITY
    "H" "容易に攻撃可能" "High"
        "攻撃コードが広く出回っているか、攻撃が自動化されています。コードがなくても攻撃できる場合も含みます。"
        "Exploit code is widespread or automated, or none is needed.";
    "F" "攻撃可能" "Functional"
        "多くの環境で動く攻撃コードがあります。"
        "Exploit code exists that works in most places.";
    "P" "実証可能" "Proof-of-Concept"
        "実証コードがありますが、多くの環境ではそのまま使えません。"
        "Code that proves the point exists, but it does not work as it is in most places.";
    "U" "未実証" "Unproven"
        "攻撃コードは公開されていないか、理論上のものだけです。"
        "There is no exploit code, or it is only theory.";
    "X" "未評価" "Not Defined"
        "評価していません。「容易に攻撃可能」として計算します。"
        "Not assessed; the score takes it as high.";
}
values! { REMEDIATION
    "U" "なし" "Unavailable"
        "使える対策はまだありません。"
        "No remedy is available yet.";
    "W" "非公式" "Workaround"
        "製品の提供者以外から回避策が示されています。"
        "Somebody other than the supplier has shown a workaround.";
    "T" "暫定" "Temporary Fix"
        "製品の提供者から暫定の対策が出ています。"
        "The supplier has published a temporary fix.";
    "O" "正式" "Official Fix"
        "製品の提供者から正式な対策が出ています。"
        "The supplier has published a complete fix.";
    "X" "未評価" "Not Defined"
        "評価していません。「なし」として計算します。"
        "Not assessed; the score takes no remedy as available.";
}
values! { CONFIDENCE
    "C" "確認済" "Confirmed"
        "製品の提供者が認めたか、第三者が再現しています。"
        "The supplier has acknowledged it, or others have reproduced it.";
    "R" "未確証" "Reasonable"
        "詳しい情報がありますが、原因までは確かめられていません。"
        "Substantial details are known, but the cause is not fully settled.";
    "U" "未確認" "Unknown"
        "影響が報告されていますが、原因は分からず、情報も食い違っています。"
        "Effects are reported, but the cause is unknown or the reports differ.";
    "X" "未評価" "Not Defined"
        "評価していません。「確認済」として計算します。"
        "Not assessed; the score takes it as confirmed.";
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
        "評価していません。「中」として計算します。"
        "Not assessed; the score takes it as medium.";
}

table! {
    AV Base MUST "攻撃元区分" "Attack Vector" VECTOR;
    AC Base MUST "攻撃条件の複雑さ" "Attack Complexity" COMPLEXITY;
    PR Base MUST "必要な特権レベル" "Privileges Required" PRIVILEGES;
    UI Base MUST "ユーザー関与レベル" "User Interaction" INTERACTION;
    S Base MUST "スコープ" "Scope" SCOPE;
    C Base MUST "機密性への影響" "Confidentiality" CONFIDENTIALITY;
    I Base MUST "完全性への影響" "Integrity" INTEGRITY;
    A Base MUST "可用性への影響" "Availability" AVAILABILITY;
    E Temporal MAY "攻撃される可能性" "Exploit Code Maturity" MATURITY;
    RL Temporal MAY "利用可能な対策のレベル" "Remediation Level" REMEDIATION;
    RC Temporal MAY "脆弱性情報の信頼性" "Report Confidence" CONFIDENCE;
    CR Environmental MAY "機密性の要求度" "Confidentiality Requirement" REQUIREMENT;
    IR Environmental MAY "完全性の要求度" "Integrity Requirement" REQUIREMENT;
    AR Environmental MAY "可用性の要求度" "Availability Requirement" REQUIREMENT;
    MAV Environmental MAY "緩和策後の攻撃元区分" "Modified Attack Vector" MODIFIED_VECTOR;
    MAC Environmental MAY "緩和策後の攻撃条件の複雑さ" "Modified Attack Complexity" MODIFIED_COMPLEXITY;
    MPR Environmental MAY "緩和策後の必要な特権レベル" "Modified Privileges Required" MODIFIED_PRIVILEGES;
    MUI Environmental MAY "緩和策後のユーザー関与レベル" "Modified User Interaction" MODIFIED_INTERACTION;
    MS Environmental MAY "緩和策後のスコープ" "Modified Scope" MODIFIED_SCOPE;
    MC Environmental MAY "緩和策後の機密性への影響" "Modified Confidentiality" MODIFIED_CONFIDENTIALITY;
    MI Environmental MAY "緩和策後の完全性への影響" "Modified Integrity" MODIFIED_INTEGRITY;
    MA Environmental MAY "緩和策後の可用性への影響" "Modified Availability" MODIFIED_AVAILABILITY;
}
