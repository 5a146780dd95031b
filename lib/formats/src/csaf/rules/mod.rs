//! The tests of CSAF §6, one clause one file, each with the words that say what to do. Most are the same in both editions; what only
//! CSAF 2.1 asks for is kept apart in `draft`, as long as it is a draft.

mod informative;
mod mandatory;
mod optional;

use super::view::{Doc, Edition};

/// Takes the place and the words of a finding.
pub(super) type Found<'f> = &'f mut dyn FnMut(String, String);

/// Looks at a document and reports what breaks the clause.
type Rule = fn(&Doc<'_>, Found<'_>);

/// How grave it is to break a clause.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// §6.1: the document is not valid.
    Mandatory,
    /// §6.2: allowed, but there should be a good reason.
    Optional,
    /// §6.3: worth a look.
    Informative,
}

/// A clause.
#[derive(Debug)]
pub struct Clause {
    /// Code of its problems, such as `csaf.6.1.1`; `csaf21.6.1.1` in a document of CSAF 2.1.
    pub code: &'static str,
    /// Its group.
    pub group: Group,
    /// What is wrong and what to do, in Japanese.
    pub ja: &'static str,
    /// What is wrong and what to do, in English.
    pub en: &'static str,
    pub(super) check: Rule,
}

macro_rules! clauses {
    ($prefix:literal $list:ident: $($code:literal $group:ident $file:ident::$name:ident, $ja:literal, $en:literal;)+) => {
        pub(super) static $list: &[Clause] = &[$(
            Clause { code: concat!($prefix, $code), group: group!($group), ja: $ja, en: $en, check: $group::$file::$name }
        ),+];
    };
    (both $first:ident $second:ident: $($clauses:tt)+) => {
        clauses! { "csaf." $first: $($clauses)+ }
        clauses! { "csaf21." $second: $($clauses)+ }
    };
}

macro_rules! group {
    (mandatory) => {
        Group::Mandatory
    };
    (optional) => {
        Group::Optional
    };
    (informative) => {
        Group::Informative
    };
}

mod draft;

/// The clauses of an edition, mandatory ones first, so that a long list of hints never hides that a document is not valid.
pub(super) fn of(edition: Edition) -> impl Iterator<Item = &'static Clause> {
    let (shared, own) = match edition {
        Edition::V2_0 => (IN_2_0, ONLY_2_0),
        Edition::V2_1 => (IN_2_1, draft::ONLY_2_1),
    };
    let groups = [Group::Mandatory, Group::Optional, Group::Informative];
    groups.into_iter().flat_map(move |group| shared.iter().chain(own).filter(move |clause| clause.group == group))
}

clauses! {
    both IN_2_0 IN_2_1:
    "6.1.1" mandatory r6_1_01::check,
        "使われている製品IDが製品ツリーで定義されていません。定義を加えるか、IDの誤記を直してください。",
        "A product ID is used but not defined. Define it in the product tree, or correct the ID.";
    "6.1.2" mandatory r6_1_02::check,
        "同じ製品IDが2回定義されています。製品ごとに別のIDを付けてください。",
        "A product ID is defined twice. Give each product an ID of its own.";
    "6.1.3" mandatory r6_1_03::check,
        "製品の関係が循環しています。自分自身に戻る関係を取り除いてください。",
        "The relationships of a product go round in a circle. Remove the one that leads back to it.";
    "6.1.4" mandatory r6_1_04::check,
        "使われている製品グループIDが定義されていません。グループを定義するか、IDの誤記を直してください。",
        "A product group ID is used but not defined. Define the group, or correct the ID.";
    "6.1.5" mandatory r6_1_05::check,
        "同じ製品グループIDが2回定義されています。グループごとに別のIDを付けてください。",
        "A product group ID is defined twice. Give each group an ID of its own.";
    "6.1.6" mandatory r6_1_06::check,
        "1件の脆弱性で、同じ製品に矛盾する状態が付いています。正しい状態を1つだけ残してください。",
        "One product has contradicting statuses in one vulnerability. Keep only the true one.";
    "6.1.7" mandatory r6_1_07::check,
        "1件の脆弱性で、同じ製品に同じ版のCVSSが2つあります。1つにしてください。",
        "One product has two scores of the same CVSS version in one vulnerability. Keep one.";
    "6.1.8" mandatory r6_1_08::check,
        "CVSSの記載がそのスキーマに合いません。示した項目を直してください。",
        "The CVSS object does not follow its schema. Correct the property shown.";
    "6.1.9" mandatory r6_1_09::check,
        "CVSSの評価値または深刻度が、ベクタから求めた値と違います。ベクタか値を直してください。",
        "A CVSS score or severity is not what its vector gives. Correct the vector or the value.";
    "6.1.10" mandatory r6_1_10::check,
        "CVSSの項目がベクタと食い違っています。どちらかに合わせてください。",
        "A CVSS metric contradicts the vector. Make them the same.";
    "6.1.12" mandatory r6_1_12::check,
        "言語タグがRFC 5646に合いません。「ja」「en-US」のように書いてください。",
        "A language tag does not follow RFC 5646. Write it like “ja” or “en-US”.";
    "6.1.13" mandatory r6_1_13::check,
        "purlとして読めません。「pkg:型/名前@版」の形で書いてください。",
        "The purl cannot be read. Write it as `pkg:type/name@version`.";
    "6.1.14" mandatory r6_1_14::check,
        "改訂履歴を日付順に並べると版番号が前後します。日付か番号を直してください。",
        "Sorted by date, the revision history is not sorted by number. Correct a date or a number.";
    "6.1.15" mandatory r6_1_15::check,
        "発行者が翻訳者の場合は、原文の言語(source_lang)が必要です。",
        "A translator must say the language of the original (`source_lang`).";
    "6.1.16" mandatory r6_1_16::check,
        "文書の版が、改訂履歴の最新の番号と違います。どちらかに合わせてください。",
        "The document's version is not the latest number of its revision history. Make them the same.";
    "6.1.17" mandatory r6_1_17::check,
        "版が0または試作の番号の文書は、状態を「draft」にしてください。",
        "A document with version 0 or a pre-release must have the status “draft”.";
    "6.1.18" mandatory r6_1_18::check,
        "確定または暫定の文書に、版0の改訂が残っています。公表前の改訂は履歴から除いてください。",
        "A published document still has a revision 0. Remove what was before the first release from its history.";
    "6.1.19" mandatory r6_1_19::check,
        "改訂履歴の番号に試作版の表記は使えません。確定した番号にしてください。",
        "Numbers of the revision history must not be pre-releases. Write the released number.";
    "6.1.20" mandatory r6_1_20::check,
        "草案でない文書の版に試作版の表記は使えません。確定した番号にしてください。",
        "The version of a document that is no draft must not be a pre-release. Write the released number.";
    "6.1.21" mandatory r6_1_21::check,
        "改訂履歴の番号が飛んでいます。抜けている版を加えるか、番号を直してください。",
        "A number is missing in the revision history. Add the revision, or correct the numbers.";
    "6.1.22" mandatory r6_1_22::check,
        "改訂履歴に同じ番号が2回あります。番号を直してください。",
        "A number comes twice in the revision history. Correct it.";
    "6.1.23" mandatory r6_1_23::check,
        "同じCVE番号の脆弱性が2つあります。1つにまとめてください。",
        "A CVE is used for two vulnerabilities. Merge them into one.";
    "6.1.24" mandatory r6_1_24::check,
        "同じ日付に同じ関係者が2回あります。1つにまとめるか、日付を直してください。",
        "A party is involved twice at the same date. Merge the entries, or correct a date.";
    "6.1.25" mandatory r6_1_25::check,
        "1つのファイルに同じアルゴリズムのハッシュが2つあります。1つにしてください。",
        "A file has two hashes of the same algorithm. Keep one.";
    "6.1.26" mandatory r6_1_26::check,
        "文書の種別が、定められたプロファイル名に似ています。正しいプロファイル名にするか、別の名前にしてください。",
        "The category resembles the name of a profile. Write the profile's exact name, or choose another one.";
    "6.1.27.1" mandatory r6_1_27::document_notes,
        "このプロファイルの文書には、内容を説明する注記が必要です。",
        "A document of this profile needs a note that tells what it is about.";
    "6.1.27.2" mandatory r6_1_27::document_references,
        "このプロファイルの文書には、外部への参照が必要です。",
        "A document of this profile needs an external reference.";
    "6.1.27.3" mandatory r6_1_27::no_vulnerabilities,
        "情報提供のプロファイルには脆弱性を書けません。取り除くか、プロファイルを変えてください。",
        "An informational advisory has no vulnerabilities. Remove them, or change the profile.";
    "6.1.27.4" mandatory r6_1_27::product_tree,
        "このプロファイルの文書には製品ツリーが必要です。",
        "A document of this profile needs a product tree.";
    "6.1.27.5" mandatory r6_1_27::vulnerability_notes,
        "脆弱性ごとに、内容を説明する注記を加えてください。",
        "Add a note to each vulnerability that tells what it is.";
    "6.1.27.6" mandatory r6_1_27::product_status,
        "脆弱性ごとに、製品の状態を加えてください。",
        "Add the status of products to each vulnerability.";
    "6.1.27.7" mandatory r6_1_27::vex_product_status,
        "VEXでは、脆弱性ごとに「修正済み」「影響あり」「影響なし」「調査中」のいずれかが必要です。",
        "In VEX each vulnerability needs products that are fixed, affected, not affected or under investigation.";
    "6.1.27.8" mandatory r6_1_27::vulnerability_id,
        "VEXでは、脆弱性ごとにCVE番号またはほかの番号が必要です。",
        "In VEX each vulnerability needs a CVE or another ID.";
    "6.1.27.9" mandatory r6_1_27::impact_statement,
        "影響を受けない製品には、その理由(フラグまたは影響の説明)を加えてください。",
        "Say why a product is not affected: by a flag, or by a threat of category “impact”.";
    "6.1.27.10" mandatory r6_1_27::action_statement,
        "影響を受ける製品には、利用者が取る対応を加えてください。",
        "Say what users of an affected product should do: add a remediation.";
    "6.1.27.11" mandatory r6_1_27::vulnerabilities,
        "このプロファイルの文書には脆弱性が必要です。",
        "A document of this profile needs vulnerabilities.";
    "6.1.28" mandatory r6_1_28::check,
        "翻訳の言語が原文と同じです。言語の指定を直してください。",
        "The translation has the same language as the original. Correct one of the two.";
    "6.1.29" mandatory r6_1_29::check,
        "対策が、どの製品のものか示していません。製品IDまたはグループIDを加えてください。",
        "The remediation names no product. Add product IDs or group IDs.";
    "6.1.30" mandatory r6_1_30::check,
        "整数と「1.2.3」形式の版番号が混在しています。どちらかにそろえてください。",
        "Integers and numbers like 1.2.3 are mixed. Use one form throughout.";
    "6.1.31" mandatory r6_1_31::check,
        "製品の版に範囲を表す語が含まれています。版を1つずつ書くか、範囲の区分を使ってください。",
        "A product version holds words of a range. List the versions one by one, or use the category for ranges.";
    "6.1.32" mandatory r6_1_32::check,
        "フラグが、どの製品のものか示していません。製品IDまたはグループIDを加えてください。",
        "The flag names no product. Add product IDs or group IDs.";
    "6.1.33" mandatory r6_1_33::check,
        "同じ製品に、影響を受けない理由のフラグが2つあります。1つにしてください。",
        "One product has two flags that say why it is not affected. Keep one.";
    "6.2.1" optional r6_2_01::check,
        "定義した製品IDが使われていません。状態を示すか、製品ツリーから除いてください。",
        "A product ID is defined but not used. State its status, or remove it from the tree.";
    "6.2.2" optional r6_2_02::check,
        "影響を受ける、または調査中の製品に対策の記載がありません。対策や回避策を加えてください。",
        "A product that is or may be affected has no remediation. Add one, even if only a workaround.";
    "6.2.3" optional r6_2_03::check,
        "影響を受ける製品に評価値がありません。CVSSを加えてください。",
        "An affected product has no score. Add a CVSS score.";
    "6.2.4" optional r6_2_04::check,
        "改訂履歴の番号にビルド情報(+以降)が付いています。取り除いてください。",
        "A number of the revision history has build metadata. Remove the part from “+”.";
    "6.2.5" optional r6_2_05::check,
        "初版の日付が、改訂履歴の最も古い日付より前です。日付をそろえてください。",
        "The initial release is older than the oldest revision. Make the dates agree.";
    "6.2.6" optional r6_2_06::check,
        "現在の版の日付が、改訂履歴の最も新しい日付より前です。日付をそろえてください。",
        "The current release is older than the newest revision. Make the dates agree.";
    "6.2.7" optional r6_2_07::check,
        "関係者の関与に日付がありません。日付を加えてください。",
        "An involvement has no date. Add it.";
    "6.2.8" optional r6_2_08::check,
        "ファイルのハッシュがMD5だけです。SHA-256などの強いハッシュを加えてください。",
        "MD5 is the only hash of a file. Add a strong one, such as SHA-256.";
    "6.2.9" optional r6_2_09::check,
        "ファイルのハッシュがSHA-1だけです。SHA-256などの強いハッシュを加えてください。",
        "SHA-1 is the only hash of a file. Add a strong one, such as SHA-256.";
    "6.2.11" optional r6_2_11::check,
        "この文書自身の正規アドレスがありません。ファイル名で終わるhttpsの参照を「self」で加えてください。",
        "The document does not name its canonical address. Add a “self” reference by https that ends with its file name.";
    "6.2.12" optional r6_2_12::check,
        "文書の言語が示されていません。「lang」を加えてください。",
        "The language of the document is not given. Add `lang`.";
    "6.2.13" optional r6_2_13::check,
        "キーがアルファベット順に並んでいません。並べ替えると、版どうしを比べやすくなります。",
        "Keys are not in alphabetical order. Sorted keys make editions easy to compare.";
    "6.2.14" optional r6_2_14::check,
        "私的利用のための言語タグです。登録された言語タグを使ってください。",
        "The language tag is for private use. Use a registered one.";
    "6.2.15" optional r6_2_15::check,
        "「i-default」は言語を示しません。実際の言語タグを使ってください。",
        "“i-default” names no language. Use the tag of the actual one.";
    "6.2.16" optional r6_2_16::check,
        "製品に、機械が照合できる名前がありません。CPE、purl、ハッシュなどを加えてください。",
        "A product has no name that machines can match. Add a CPE, a purl, hashes or another helper.";
    "6.2.17" optional r6_2_17::check,
        "CVE番号は「ids」ではなく「cve」に書いてください。",
        "Write the CVE into `cve`, not into `ids`.";
    "6.2.18" optional r6_2_18::check,
        "版の範囲がVERS(vers:…)で書かれていません。VERSにすると機械が判定できます。",
        "The version range is not written as VERS (vers:…). As VERS, machines can evaluate it.";
    "6.2.19" optional r6_2_19::check,
        "修正済みの製品にCVSSの評価値が付いています。環境評価値を0にするか、その製品を外してください。",
        "A fixed product has a CVSS score. Make the environmental score 0, or remove the product from it.";
    "6.2.20" optional r6_2_20::check,
        "スキーマにないキーです。読み手に無視されるため、取り除いてください。",
        "The schema does not know this key. Readers ignore it; remove it.";
    "6.3.3" informative r6_3_03::check,
        "脆弱性にCVE番号がありません。採番を検討してください。",
        "The vulnerability has no CVE. Consider having one assigned.";
    "6.3.5" informative r6_3_05::check,
        "ハッシュが256ビット未満です。SHA-256以上を使ってください。",
        "The hash is shorter than 256 bits. Use SHA-256 or longer.";
    "6.3.6" informative r6_3_06::check,
        "インターネットから開けない宛先です。アドレスを確認してください(接続は試していません)。",
        "This address cannot be opened from the internet. Check it (nothing was fetched).";
    "6.3.7" informative r6_3_07::check,
        "この文書自身の宛先がインターネットから開けません。アドレスを確認してください(接続は試していません)。",
        "The document's own address cannot be opened from the internet. Check it (nothing was fetched).";
    "6.3.9" informative r6_3_09::check,
        "製品の上位に、供給者、製品名、版がこの順でそろっていません。枝を直してください。",
        "Above a product there must be a vendor, a product name and a version, in this order. Mend the branches.";
    "6.3.10" informative r6_3_10::check,
        "版が範囲で示されています。できるだけ版を1つずつ書いてください。",
        "Versions are given as a range. List them one by one where you can.";
    "6.3.11" informative r6_3_11::check,
        "版が「v」で始まっています。番号だけを書いてください。",
        "The version begins with “v”. Write the number alone.";
}

clauses! {
    "csaf." ONLY_2_0:
    "6.1.11" mandatory r6_1_11::check,
        "CWEの番号と名前が一致しません。CWEの一覧にある名前を書いてください。",
        "The CWE's number and name do not belong together. Write the name from the CWE list.";
    "6.2.10" optional r6_2_10::check,
        "TLPの表示がありません。公開する文書には「WHITE」を付けてください。",
        "There is no TLP label. Label a public document WHITE.";
    "6.3.1" informative r6_3_01::check,
        "評価値がCVSS 2だけです。CVSS 3.1を加えてください。",
        "CVSS 2 is the only score. Add CVSS 3.1.";
    "6.3.2" informative r6_3_02::check,
        "CVSS 3.0が使われています。3.1で評価し直してください。",
        "CVSS 3.0 is used. Score with 3.1 instead.";
    "6.3.4" informative r6_3_04::check,
        "脆弱性の種類(CWE)がありません。加えてください。",
        "The vulnerability has no CWE. Add it.";
}
