//! What only CSAF 2.1 asks for, as its draft stands: one clause one file.

mod facts;
mod informative;
mod mandatory;
mod optional;

use super::{Clause, Group};

clauses! {
    "csaf21." ONLY_2_1:
    "6.1.11" mandatory r6_1_11::check,
        "CWEの番号・名前が、示した版のCWEにありません。版と名前を確かめてください。分類(カテゴリ、ビュー)は使えません。",
        "The version of CWE that is given has no such weakness, or names it otherwise. Check version and name; categories and views do not count.";
    "6.1.27.12" mandatory r6_1_27::affected,
        "セキュリティアドバイザリでは、脆弱性ごとに影響を受ける製品(known_affected)が必要です。",
        "In a security advisory each vulnerability needs affected products (`known_affected`).";
    "6.1.27.13" mandatory r6_1_27::affected_of_fixed,
        "修正済みの製品に対応する、影響を受ける版が示されていません。同じ脆弱性に加えてください。",
        "A product is fixed, but no version of it is affected. Add the affected versions to the same vulnerability.";
    "6.1.27.14" mandatory r6_1_27::description,
        "このプロファイルの文書には、種別が「description」の注記が必要です。",
        "A document of this profile needs a note of category “description”.";
    "6.1.27.15" mandatory r6_1_27::no_product_tree,
        "このプロファイルの文書に製品ツリーは書けません。取り除いてください。",
        "A document of this profile has no product tree. Remove it.";
    "6.1.27.16" mandatory r6_1_27::revisions,
        "このプロファイルの文書には、改訂履歴が2件以上必要です。",
        "A document of this profile needs at least two revisions.";
    "6.1.27.17" mandatory r6_1_27::withdrawal,
        "取り下げの理由を、題名「Reasoning for Withdrawal」、種別「description」の注記1件で示してください。",
        "Say why it was withdrawn in exactly one note of category “description” with the title “Reasoning for Withdrawal”.";
    "6.1.27.18" mandatory r6_1_27::supersession,
        "置き換えの理由を、題名「Reasoning for Supersession」、種別「description」の注記1件で示してください。",
        "Say why it was superseded in exactly one note of category “description” with the title “Reasoning for Supersession”.";
    "6.1.27.19" mandatory r6_1_27::superseding,
        "後継の文書を、「Superseding Document」で始まる外部参照で示してください。",
        "Name the document that took its place in an external reference whose summary begins with “Superseding Document”.";
    "6.1.34" mandatory r6_1_34::check,
        "枝が30段を超えています。段を減らしてください。",
        "Branches are more than 30 deep. Use fewer levels.";
    "6.1.35" mandatory r6_1_35::check,
        "同じ製品に、両立しない対策が付いています。正しいものだけを残してください。",
        "One product has remediations that exclude each other. Keep only what is true.";
    "6.1.36" mandatory r6_1_36::check,
        "対策の種別が製品の状態と矛盾します。どちらかを直してください。",
        "The category of a remediation contradicts the status of its product. Correct one of the two.";
    "6.1.37" mandatory r6_1_37::check,
        "日時の書き方が正しくありません。「2026-11-25T09:00:00Z」の形で書いてください(うるう秒は使えません)。",
        "The instant is not written as asked. Write it like 2026-11-25T09:00:00Z, without leap seconds.";
    "6.1.38" mandatory r6_1_38::check,
        "「全員」を表す共有グループは、TLP:CLEARの文書にだけ使えます。",
        "The sharing group of everybody is only for documents labelled TLP:CLEAR.";
    "6.1.39" mandatory r6_1_39::check,
        "TLP:CLEARの文書では、共有グループを除くか、「全員」のIDにしてください。",
        "In a document labelled TLP:CLEAR, remove the sharing group or use the id of everybody.";
    "6.1.40" mandatory r6_1_40::check,
        "予約された共有グループ名です。別の名前にするか、対応するIDにしてください。",
        "This name of a sharing group is reserved. Choose another one, or the id it belongs to.";
    "6.1.41" mandatory r6_1_41::check,
        "予約された共有グループIDには、定められた名前が必要です。",
        "This id of a sharing group is reserved and needs its own name.";
    "6.1.42" mandatory r6_1_42::check,
        "1つの製品の複数のpurlは、修飾子だけが異なる必要があります。別の製品として分けてください。",
        "Several purls of one product may differ in their qualifiers only. Make separate products of the others.";
    "6.1.43" mandatory r6_1_43::check,
        "型番に使える「*」は1つまでです。文字そのものなら「\\*」と書いてください。",
        "A model number may have one “*”. Write “\\*” for the character itself.";
    "6.1.44" mandatory r6_1_44::check,
        "製造番号に使える「*」は1つまでです。文字そのものなら「\\*」と書いてください。",
        "A serial number may have one “*”. Write “\\*” for the character itself.";
    "6.1.45" mandatory r6_1_45::check,
        "公表日が最新の改訂より後です。日付を直すか、改訂を加えてください。",
        "The disclosure date is newer than the newest revision. Correct it, or add a revision.";
    "6.1.46" mandatory r6_1_46::check,
        "SSVCの記載がそのスキーマに合いません。示した項目を直してください。",
        "The SSVC object does not follow its schema. Correct the property shown.";
    "6.1.47" mandatory r6_1_47::check,
        "SSVCの対象が、この脆弱性の番号と一致しません。直すか取り除いてください。",
        "The SSVC object names a target that is not this vulnerability. Correct or remove it.";
    "6.1.48" mandatory r6_1_48::check,
        "SSVCの判断項目または値が登録されていないか、順序が違います。登録簿のとおりにしてください。",
        "The SSVC decision point or its values are not registered, or not in order. Follow the registry.";
    "6.1.49" mandatory r6_1_49::check,
        "SSVCの日時が最新の改訂より後です。日時を直すか、改訂を加えてください。",
        "The time of the SSVC object is newer than the newest revision. Correct it, or add a revision.";
    "6.1.50" mandatory r6_1_50::check,
        "版の範囲が、正規形のVERS(vers:型/…)でも比較式の並びでもありません。",
        "The range is neither a canonical VERS (vers:type/…) nor its constraints alone.";
    "6.1.51" mandatory r6_1_51::check,
        "EPSSの日時が最新の改訂より後です。日時を直すか、改訂を加えてください。",
        "The time of the EPSS score is newer than the newest revision. Correct it, or add a revision.";
    "6.1.52" mandatory r6_1_52::check,
        "悪用の日付が最新の改訂より後です。日付を直すか、改訂を加えてください。",
        "A date of exploitation is newer than the newest revision. Correct it, or add a revision.";
    "6.1.53" mandatory r6_1_53::check,
        "悪用が起きた日が、それを知った日より後です。日付を直してください。",
        "Exploitation happened after it was known. Correct one of the dates.";
    "6.1.54" mandatory r6_1_54::check,
        "ライセンス式として読めません。「CC-BY-4.0」のようなSPDX式で書き、条文は注記に移してください。",
        "The licence expression cannot be read. Write an SPDX expression such as CC-BY-4.0; a licence text belongs into a note.";
    "6.1.55" mandatory r6_1_55::check,
        "独自のライセンスには、題名「License」、種別「legal_disclaimer」の注記1件で条文が必要です。",
        "A licence of your own needs its text in exactly one note of category “legal_disclaimer” with the title “License”.";
    "6.1.56" mandatory r6_1_56::check,
        "同じ出所から、CVSSと言葉による深刻度の両方が付いています。言葉の方を取り除いてください。",
        "One source rates a product by CVSS and in words. Remove the words.";
    "6.1.57" mandatory r6_1_57::check,
        "製品までの枝に同じ種別が2回あります。1つにまとめてください。",
        "A category stands twice on the way to a product. Make one of the two branches.";
    "6.1.58" mandatory r6_1_58::check,
        "製品までの枝に、版と版の範囲の両方があります。どちらかにしてください。",
        "A version and a range stand on the way to one product. Keep one.";
    "6.1.59" mandatory r6_1_59::check,
        "版の範囲が1つの版だけを指しています。種別を「product_version」にしてください。",
        "The range is one version. Use the category “product_version”.";
    "6.1.60.1" mandatory r6_1_60_01::check,
        "拡張に必要な項目($schema、category、critical、content)が正しくありません。",
        "An extension lacks what every extension has: `$schema`, `category`, `critical` and `content`.";
    "6.1.61" mandatory r6_1_61::check,
        "SKUに使える「*」は1つまでです。文字そのものなら「\\*」と書いてください。",
        "A stock keeping unit may have one “*”. Write “\\*” for the character itself.";
    "6.2.21" optional r6_2_21::check,
        "2つの改訂の日時が同じです。実際の日時に直してください。",
        "Two revisions have the same time. Write the actual ones.";
    "6.2.22" optional r6_2_22::check,
        "題名に文書番号が入っています。番号を除いてください。",
        "The title contains the number of the document. Remove it.";
    "6.2.23" optional r6_2_23::check,
        "廃止されたCWEです。後継のCWEに替えてください。",
        "The CWE is deprecated. Use the one that took its place.";
    "6.2.24" optional r6_2_24::check,
        "最新の改訂の時点で最新だったCWEの版ではありません。版を合わせてください。",
        "This is not the version of CWE that was the newest at the newest revision. Use that one.";
    "6.2.25" optional r6_2_25::check,
        "脆弱性の種類を示すことを認められていないCWEです。より具体的なCWEを選んでください。",
        "This CWE is not meant for naming a vulnerability. Choose a more exact one.";
    "6.2.26" optional r6_2_26::check,
        "見直しのうえで使うCWEです。より具体的なCWEがないか確かめてください。",
        "This CWE should be used after a review only. Look for a more exact one.";
    "6.2.27" optional r6_2_27::check,
        "対策の種別が製品の状態に合わない可能性があります。見直してください。",
        "The category of a remediation hardly fits the status of its product. Look again.";
    "6.2.28" optional r6_2_28::check,
        "共有グループが「全員」です。共有グループを取り除いてください。",
        "The sharing group is that of everybody. Remove it.";
    "6.2.29" optional r6_2_29::check,
        "共有グループが「共有不可」です。公表前に取り除いてください。",
        "The sharing group is that of nobody. Remove it before you publish.";
    "6.2.30" optional r6_2_30::check,
        "TLP:CLEARの文書に共有グループは不要です。取り除いてください。",
        "A document labelled TLP:CLEAR needs no sharing group. Remove it.";
    "6.2.31" optional r6_2_31::check,
        "ハードウェアとソフトウェアが1つの製品になっている可能性があります。製品パスで組み合わせてください。",
        "Hardware and software may be mixed in one product. Combine them by a product path.";
    "6.2.32" optional r6_2_32::check,
        "別の製品に同じ識別情報が付いています。確かめてください。",
        "Two products bear the same identification. Check them.";
    "6.2.33" optional r6_2_33::check,
        "公表日を過ぎましたが、その後の改訂がありません。改訂を加えてください。",
        "The disclosure date has passed without a revision since. Add one.";
    "6.2.34" optional r6_2_34::check,
        "SSVCの名前空間が登録されていません。登録済みのものを使ってください。",
        "The namespace of SSVC is not registered. Use a registered one.";
    "6.2.35" optional r6_2_35::check,
        "公開する文書で、登録されていないSSVCの名前空間が使われています。",
        "A public document uses a namespace of SSVC that is not registered.";
    "6.2.36" optional r6_2_36::check,
        "公開する文書で、拡張されたSSVCの名前空間が使われています。",
        "A public document uses an extended namespace of SSVC.";
    "6.2.37" optional r6_2_37::check,
        "登録されていないSSVCの名前空間に説明がありません。「decision_point_resources」を加えてください。",
        "Nothing explains a namespace of SSVC that is not registered. Add it to `decision_point_resources`.";
    "6.2.38" optional r6_2_38::check,
        "廃止予定のプロファイルです。後継のプロファイルにしてください。",
        "The profile is deprecated. Use the one that took its place.";
    "6.2.39.1" optional r6_2_39::fixed,
        "影響を受ける製品に対応する、修正済みの版が示されていません。加えてください。",
        "A product is affected, but no fixed version of it is listed. Add it.";
    "6.2.39.2" optional r6_2_39::withdrawal,
        "取り下げの理由の注記(文書の言語で定められた題名、種別「description」)が1件必要です。",
        "Say why it was withdrawn in exactly one note of category “description” with the title that the document's language has for it.";
    "6.2.39.3" optional r6_2_39::supersession,
        "置き換えの理由の注記(文書の言語で定められた題名、種別「description」)が1件必要です。",
        "Say why it was superseded in exactly one note of category “description” with the title that the document's language has for it.";
    "6.2.39.4" optional r6_2_39::superseding,
        "後継の文書を、文書の言語で定められた語で始まる外部参照で示してください。",
        "Name the document that took its place in an external reference that begins with the words that the document's language has for it.";
    "6.2.39.5" optional r6_2_39::no_extensions,
        "取り下げ・置き換えの文書に拡張があります。取り除いてください。",
        "A withdrawn or superseded document has an extension. Remove it.";
    "6.2.40" optional r6_2_40::check,
        "製品の説明が、どの製品のものか示していません。製品IDまたはグループIDを加えてください。",
        "A description of a product does not say of which. Add product IDs or group IDs.";
    "6.2.41" optional r6_2_41::check,
        "EPSSが最新の改訂より15日以上前のものです。新しい値にしてください。",
        "The EPSS score is more than 15 days older than the newest revision. Take a new one.";
    "6.2.42" optional r6_2_42::check,
        "CPEまたはpurlが、枝の名前や版と合いません。どちらかを直してください。",
        "A CPE or purl does not agree with the branches above it. Correct one of the two.";
    "6.2.43" optional r6_2_43::check,
        "文書のライセンスがありません。「license_expression」を加えてください。",
        "The document has no licence. Add `license_expression`.";
    "6.2.44" optional r6_2_44::check,
        "廃止されたライセンス識別子です。後継のものにしてください。",
        "The licence identifier is deprecated. Use the one that took its place.";
    "6.2.45" optional r6_2_45::check,
        "存在しないライセンス識別子です。誤記を直してください。",
        "The licence identifier does not exist. Correct it.";
    "6.2.46" optional r6_2_46::check,
        "独自のライセンスには、文書の言語で定められた題名、種別「legal_disclaimer」の注記1件で条文が必要です。",
        "A licence of your own needs its text in exactly one note of category “legal_disclaimer” with the title that the document's language has for it.";
    "6.2.47" optional r6_2_47::check,
        "発行者自身の評価が言葉だけです。CVSSで評価してください。",
        "The publisher rates in words. Rate by CVSS instead.";
    "6.2.48" optional r6_2_48::check,
        "「Open Source」は供給者の名前ではありません。実際の供給者を書いてください。",
        "“Open Source” is no vendor. Write who makes the product.";
    "6.2.49" optional r6_2_49::check,
        "版の範囲に上限がありません。上限を示してください。",
        "The range has no upper end. Give one.";
    "6.2.50.1" optional r6_2_50_01::check,
        "重なる版の範囲(VERS)に、矛盾する状態が付いています。範囲を分けてください。",
        "Ranges (VERS) that overlap have contradicting statuses. Split them.";
    "6.2.50.2" optional r6_2_50_02::check,
        "重なる版の範囲(比較式)に、矛盾する状態が付いています。範囲を分けてください。",
        "Ranges (constraints alone) that overlap have contradicting statuses. Split them.";
    "6.2.50.3" optional r6_2_50_03::check,
        "範囲に含まれる版に、範囲と矛盾する状態が付いています。その版を範囲から除いてください。",
        "A version inside a range has a status that contradicts the range's. Exclude it from the range.";
    "6.2.51" optional r6_2_51::check,
        "登録されていないVERSの型です。登録された型にしてください。",
        "The type of the VERS is not registered. Use a registered one.";
    "6.2.52" optional r6_2_52::check,
        "知られていないハッシュアルゴリズムです。「sha256」などを使ってください。",
        "The hash algorithm is not known. Use one such as sha256.";
    "6.2.53" optional r6_2_53::check,
        "番号が、登録された番号体系の形に合いません。直してください。",
        "The number does not look like those of its registered system. Correct it.";
    "6.2.54.1" optional r6_2_54_01::check,
        "登録されていない拡張です。読み手に理解されない場合があります。",
        "The extension is not registered. Readers may not understand it.";
    "6.2.54.2" optional r6_2_54_02::check,
        "公式の拡張ではありません。読み手に理解されない場合があります。",
        "The extension is not an official one. Readers may not understand it.";
    "6.2.54.3" optional r6_2_54_03::check,
        "必須の理解を求める拡張です。できれば使わないでください。",
        "The extension is critical. Avoid it if you can.";
    "6.2.54.4" optional r6_2_54_04::check,
        "公開する文書に試験的な拡張が使われています。取り除いてください。",
        "A public document uses an experimental extension. Remove it.";
    "6.3.1" informative r6_3_01::check,
        "評価値がCVSS 2だけです。CVSS 4.0を加えてください。",
        "CVSS 2 is the only score. Add CVSS 4.0.";
    "6.3.2" informative r6_3_02::check,
        "CVSS 3.0が使われています。3.1で評価し直してください。",
        "CVSS 3.0 is used. Score with 3.1 instead.";
    "6.3.4" informative r6_3_04::check,
        "脆弱性の種類(CWE)がありません。加えてください。",
        "The vulnerability has no CWE. Add it.";
    "6.3.12" informative r6_3_12::check,
        "CVSS 4.0の評価値がありません。加えてください。",
        "There is no CVSS 4.0 score. Add one.";
    "6.3.13" informative r6_3_13::check,
        "SSVCの判断項目に新しい版があります。新しい版で判断してください。",
        "There is a newer version of the SSVC decision point. Decide by that one.";
    "6.3.14" informative r6_3_14::check,
        "登録されていないSSVCの名前空間です。読み手に理解されるか確かめてください。",
        "The namespace of SSVC is not registered. Make sure that readers understand it.";
    "6.3.15" informative r6_3_15::check,
        "拡張されたSSVCの名前空間です。読み手に理解されるか確かめてください。",
        "The namespace of SSVC is extended. Make sure that readers understand it.";
    "6.3.17" informative r6_3_17::check,
        "SPDXにもScanCodeにもないライセンスです。一般的なライセンスを検討してください。",
        "Neither SPDX nor ScanCode lists the licence. Consider a common one.";
    "6.3.18" informative r6_3_18::check,
        "深刻度が言葉だけで示されています。CVSSを加えると判断の根拠が伝わります。",
        "The severity is given in words. A CVSS score tells what it is based on.";
    "6.3.19.1" informative r6_3_19_01::check,
        "同じ状態の版の範囲(VERS)が重なっています。分けると分かりやすくなります。",
        "Ranges (VERS) of the same status overlap. Split, they are easier to read.";
    "6.3.19.2" informative r6_3_19_02::check,
        "同じ状態の版の範囲(比較式)が重なっています。分けると分かりやすくなります。",
        "Ranges (constraints alone) of the same status overlap. Split, they are easier to read.";
    "6.3.19.3" informative r6_3_19_03::check,
        "同じ状態の範囲に、個別に示した版が含まれています。範囲から除くと分かりやすくなります。",
        "A version of the same status lies inside a range. Exclude it from the range.";
    "6.3.19.4" informative r6_3_19_04::check,
        "枝の版の範囲どうしが重なっています。重ならないように分けてください。",
        "Ranges of branches overlap. Split them.";
    "6.3.19.5" informative r6_3_19_05::check,
        "枝の版が、隣の版の範囲に含まれています。範囲から除いてください。",
        "The version of a branch lies inside a range beside it. Exclude it from the range.";
    "6.3.20" informative r6_3_20::check,
        "登録されていない番号体系です。登録された名前があれば使ってください。",
        "The system of numbers is not registered. Use a registered name where there is one.";
    "6.3.21.1" informative r6_3_21_01::check,
        "欠かせない内容が拡張に書かれています。対応しない読み手には伝わりません。",
        "What matters stands in an extension. Readers that do not know it will miss it.";
    "6.3.21.2" informative r6_3_21_02::check,
        "試験的な拡張が使われています。読み手に理解されるか確かめてください。",
        "An experimental extension is used. Make sure that readers understand it.";
    "6.3.21.3" informative r6_3_21_03::check,
        "「document」に拡張があります。",
        "`document` has an extension.";
    "6.3.21.4" informative r6_3_21_04::check,
        "枝の製品に拡張があります。",
        "A product in branches has an extension.";
    "6.3.21.5" informative r6_3_21_05::check,
        "「full_product_names」の製品に拡張があります。",
        "A product in `full_product_names` has an extension.";
    "6.3.21.6" informative r6_3_21_06::check,
        "「product_paths」の製品に拡張があります。",
        "A product in `product_paths` has an extension.";
    "6.3.21.7" informative r6_3_21_07::check,
        "評価(metrics)に拡張があります。",
        "A metric has an extension.";
    "6.3.21.8" informative r6_3_21_08::check,
        "脆弱性に拡張があります。",
        "A vulnerability has an extension.";
    "6.3.21.9" informative r6_3_21_09::check,
        "文書の最上位に拡張があります。",
        "The document has an extension at its root.";
    "6.3.22" informative r6_3_22::check,
        "製品パスが別の製品パスを含んでいます。元の製品で組み直してください。",
        "A product path leads over another one. Build it from the original products.";
}
