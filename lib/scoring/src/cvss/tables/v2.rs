//! Metrics of CVSS 2.0, §2 of its guide.

use super::{table, values};
use crate::cvss::metrics::{Group, Metric, Value, code, value};

values! { VECTOR
    "L" "ローカル" "Local"
        "機器に直接触れるか、機器にログインしている人だけが攻撃できます。"
        "Only somebody at the device or logged in to it can attack.";
    "A" "隣接" "Adjacent Network"
        "同じLANや無線の届く範囲など、隣り合うネットワークからだけ攻撃できます。"
        "Only somebody on the neighbouring network can attack, such as the same LAN or within radio range.";
    "N" "ネットワーク" "Network"
        "ネットワーク越しに、離れた場所から攻撃できます。"
        "The attack works over the network from far away.";
}
values! { COMPLEXITY
    "H" "高" "High"
        "まれな構成や巧妙な誘導など、特別な条件がそろわないと成功しません。"
        "The attack works only under rare conditions, such as an unusual configuration or elaborate deception.";
    "M" "中" "Medium"
        "攻撃にはいくらかの条件があり、事前の情報収集や簡単な誘導が必要です。"
        "Some conditions apply: the attacker gathers information first or misleads a user in a simple way.";
    "L" "低" "Low"
        "特別な条件は要らず、標準的な構成でいつでも攻撃できます。"
        "No special conditions apply; the usual configuration can be attacked at any time.";
}
values! { AUTHENTICATION
    "M" "複数" "Multiple"
        "攻撃の前に2回以上の認証が必要です。"
        "The attacker must authenticate twice or more.";
    "S" "単一" "Single"
        "攻撃の前に1回の認証が必要です。"
        "The attacker must authenticate once.";
    "N" "不要" "None"
        "認証なしで攻撃できます。"
        "The attack needs no authentication.";
}
values! { CONFIDENTIALITY
    "N" "なし" "None"
        "情報は漏れません。"
        "No information is disclosed.";
    "P" "部分的" "Partial"
        "一部の情報が漏れますが、何が漏れるかを攻撃者は選べません。"
        "Some information is disclosed, but the attacker cannot choose which.";
    "C" "全面的" "Complete"
        "システムのすべての情報が漏れるおそれがあります。"
        "All information of the system may be disclosed.";
}
values! { INTEGRITY
    "N" "なし" "None"
        "データやファイルは書き換えられません。"
        "Nothing can be altered.";
    "P" "部分的" "Partial"
        "一部のデータやファイルが書き換えられますが、範囲は限られます。"
        "Some data or files can be altered, within limits.";
    "C" "全面的" "Complete"
        "システムのどのデータやファイルも書き換えられるおそれがあります。"
        "Any data or file of the system may be altered.";
}
values! { AVAILABILITY
    "N" "なし" "None"
        "動作や性能に影響はありません。"
        "Operation and performance are not touched.";
    "P" "部分的" "Partial"
        "性能が落ちたり、動作が断続的に止まったりします。"
        "Performance drops, or operation stops now and then.";
    "C" "全面的" "Complete"
        "システムを完全に止められるおそれがあります。"
        "The system may be brought to a complete stop.";
}
values! { EXPLOITABILITY
    "U" "未実証" "Unproven"
        "攻撃コードは公開されていないか、理論上のものだけです。"
        "There is no exploit code, or it is only theory.";
    "POC" "実証可能" "Proof-of-Concept"
        "実証コードがありますが、多くの環境ではそのまま使えません。"
        "Code that proves the point exists, but it does not work as it is in most places.";
    "F" "攻撃可能" "Functional"
        "多くの環境で動く攻撃コードがあります。"
        "Exploit code exists that works in most places.";
    "H" "容易に攻撃可能" "High"
        "攻撃コードが広く出回っているか、攻撃が自動化されています。コードがなくても攻撃できる場合も含みます。"
        "Exploit code is widespread or automated, or none is needed.";
    "ND" "未評価" "Not Defined"
        "評価していません。スコアには影響しません。"
        "Not assessed; the score is not affected.";
}
values! { REMEDIATION
    "OF" "正式" "Official Fix"
        "製品の提供者から正式な対策が出ています。"
        "The supplier has published a complete fix.";
    "TF" "暫定" "Temporary Fix"
        "製品の提供者から暫定の対策が出ています。"
        "The supplier has published a temporary fix.";
    "W" "非公式" "Workaround"
        "製品の提供者以外から回避策が示されています。"
        "Somebody other than the supplier has shown a workaround.";
    "U" "なし" "Unavailable"
        "使える対策はまだありません。"
        "No remedy is available yet.";
    "ND" "未評価" "Not Defined"
        "評価していません。スコアには影響しません。"
        "Not assessed; the score is not affected.";
}
values! { CONFIDENCE
    "UC" "未確認" "Unconfirmed"
        "未確認の情報しかないか、情報どうしが食い違っています。"
        "There are only unconfirmed or contradictory reports.";
    "UR" "未確証" "Uncorroborated"
        "複数の情報源がありますが、細部は確かめられていません。"
        "Several sources report it, but details are not settled.";
    "C" "確認済" "Confirmed"
        "製品の提供者が認めたか、第三者が再現しています。"
        "The supplier has acknowledged it, or others have reproduced it.";
    "ND" "未評価" "Not Defined"
        "評価していません。スコアには影響しません。"
        "Not assessed; the score is not affected.";
}
values! { COLLATERAL
    "N" "なし" "None"
        "人命、設備、売上などへの二次的な被害は考えられません。"
        "No harm to life, property or income is to be expected.";
    "L" "軽微" "Low"
        "軽い物的被害や、わずかな損失が起こり得ます。"
        "Slight damage or a small loss may follow.";
    "LM" "中程度" "Low-Medium"
        "ある程度の物的被害や損失が起こり得ます。"
        "Moderate damage or loss may follow.";
    "MH" "重大" "Medium-High"
        "大きな物的被害や損失が起こり得ます。"
        "Significant damage or loss may follow.";
    "H" "壊滅的" "High"
        "人命に関わる被害や壊滅的な損失が起こり得ます。"
        "Loss of life or catastrophic damage may follow.";
    "ND" "未評価" "Not Defined"
        "評価していません。スコアには影響しません。"
        "Not assessed; the score is not affected.";
}
values! { TARGETS
    "N" "なし" "None"
        "影響を受けるシステムは対象の環境にありません。"
        "No affected system exists in the environment at hand.";
    "L" "小規模" "Low"
        "影響を受けるシステムは全体の4分の1までです。"
        "Up to a quarter of the systems are affected.";
    "M" "中規模" "Medium"
        "影響を受けるシステムは全体の4分の1から4分の3です。"
        "Between a quarter and three quarters of the systems are affected.";
    "H" "大規模" "High"
        "影響を受けるシステムは全体の4分の3を超えます。"
        "More than three quarters of the systems are affected.";
    "ND" "未評価" "Not Defined"
        "評価していません。すべてのシステムが影響を受けるものとして計算します。"
        "Not assessed; the score takes all systems as affected.";
}
values! { REQUIREMENT
    "L" "低" "Low"
        "失われても、対象の環境への影響は限られます。"
        "Its loss would do little harm in the environment at hand.";
    "M" "中" "Medium"
        "失われると、対象の環境に深刻な影響があります。"
        "Its loss would do serious harm in the environment at hand.";
    "H" "高" "High"
        "失われると、対象の環境に壊滅的な影響があります。"
        "Its loss would be catastrophic in the environment at hand.";
    "ND" "未評価" "Not Defined"
        "評価していません。「中」として計算します。"
        "Not assessed; the score takes it as medium.";
}

table! {
    AV Base MUST "攻撃元区分" "Access Vector" VECTOR;
    AC Base MUST "攻撃条件の複雑さ" "Access Complexity" COMPLEXITY;
    Au Base MUST "攻撃前の認証要否" "Authentication" AUTHENTICATION;
    C Base MUST "機密性への影響" "Confidentiality Impact" CONFIDENTIALITY;
    I Base MUST "完全性への影響" "Integrity Impact" INTEGRITY;
    A Base MUST "可用性への影響" "Availability Impact" AVAILABILITY;
    E Temporal MAY "攻撃される可能性" "Exploitability" EXPLOITABILITY;
    RL Temporal MAY "利用可能な対策のレベル" "Remediation Level" REMEDIATION;
    RC Temporal MAY "脆弱性情報の信頼性" "Report Confidence" CONFIDENCE;
    CDP Environmental MAY "二次的被害の可能性" "Collateral Damage Potential" COLLATERAL;
    TD Environmental MAY "影響を受ける対象システムの範囲" "Target Distribution" TARGETS;
    CR Environmental MAY "機密性の要求度" "Confidentiality Requirement" REQUIREMENT;
    IR Environmental MAY "完全性の要求度" "Integrity Requirement" REQUIREMENT;
    AR Environmental MAY "可用性の要求度" "Availability Requirement" REQUIREMENT;
}
