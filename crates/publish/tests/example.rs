//! An invented advisory with every kind of row.

use domain::advisory::Sections;
use domain::assessment::{Justification, VexStatus};
use domain::instant::Instant;
use domain::plan::Delivery;
use domain::psirt_case::Tlp;
use publish::tree::{Listed, SiteFacts};
use publish::{AdvisoryFacts, Credit, OrgFacts, ProductRow, Revision, VulnerabilityFacts};
use words::Lang;

pub fn at(text: &str) -> Instant {
    Instant::parse(text).unwrap().instant
}

pub fn org() -> OrgFacts {
    OrgFacts {
        name_ja: "架空電機株式会社".into(),
        name_en: "Kakuu Denki Co., Ltd.".into(),
        url: "https://www.kakuu.example".into(),
        site_url: "https://psirt.kakuu.example/".into(),
        contact_mail: "psirt@kakuu.example".into(),
        psirt_name: "Kakuu Denki PSIRT".into(),
    }
}

fn row(product: &str, version: &str, status: VexStatus) -> ProductRow {
    ProductRow {
        product: product.to_lowercase(),
        product_name: product.to_owned(),
        version: version.to_owned(),
        vulnerability: None,
        status,
        justification: None,
        statement: String::new(),
        fix_version: String::new(),
        delivery: Delivery::Undecided,
        no_fix: false,
        mitigation: String::new(),
        action: String::new(),
    }
}

fn rows() -> Vec<ProductRow> {
    let fix = |version: &str| ProductRow {
        fix_version: "1.6.0".into(),
        delivery: Delivery::Download,
        ..row("KD-CAM200", version, VexStatus::Affected)
    };
    vec![
        fix("1.4.0"),
        fix("1.5.0"),
        ProductRow {
            no_fix: true,
            mitigation: "インターネットから到達できない場所で使用してください。".into(),
            ..row("KD-CAM200", "1.1.0", VexStatus::Affected)
        },
        row("KD-CAM200", "1.6.0", VexStatus::Fixed),
        ProductRow {
            justification: Some(Justification::VulnerableCodeNotInExecutePath),
            statement: "この機能は出荷時に取り除いています。".into(),
            ..row("KD-NVR4", "3.2.0", VexStatus::NotAffected)
        },
        ProductRow { vulnerability: Some("CVE-1900-9001".into()), ..row("KD-APP", "2.0.1", VexStatus::UnderInvestigation) },
    ]
}

/// Edition 1.1 of KD-SA-2026-0007.
pub fn advisory(csaf_lang: Lang) -> AdvisoryFacts {
    AdvisoryFacts {
        number: "KD-SA-2026-0007".into(),
        version: "1.1".into(),
        tlp: Tlp::Clear,
        withdrawn: false,
        revisions: vec![
            Revision { version: "1.0".into(), at: at("2026-11-21T10:00:00+09:00"), summary_ja: String::new(), summary_en: String::new() },
            Revision {
                version: "1.1".into(),
                at: at("2026-11-24T10:00:00+09:00"),
                summary_ja: "KD-CAM200 1.6.0 の提供を開始しました。".into(),
                summary_en: "KD-CAM200 1.6.0 is available.".into(),
            },
        ],
        published_at: at("2026-11-24T10:00:00+09:00"),
        ja: Sections {
            title: "KD-CAM200 における認証回避の脆弱性".into(),
            summary: "KD-CAM200 の管理画面に、認証を回避できる脆弱性があります。".into(),
            solution: "バージョン 1.6.0 に更新してください。".into(),
            workaround: "管理画面への接続を社内ネットワークに限ってください。".into(),
            impact: "第三者が設定を変更する可能性があります。".into(),
            details: String::new(),
            credits: String::new(),
        },
        en: Sections {
            title: "Authentication bypass in KD-CAM200".into(),
            summary: "The management page of KD-CAM200 lets callers bypass authentication.".into(),
            solution: "Update to version 1.6.0.".into(),
            workaround: "Limit access to the management page to your own network.".into(),
            impact: "Others may change the settings.".into(),
            details: String::new(),
            credits: String::new(),
        },
        products: rows(),
        vulnerabilities: vec![
            VulnerabilityFacts {
                id: "CVE-1900-9100".into(),
                title_ja: "管理画面の認証回避".into(),
                title_en: "Authentication bypass in the management page".into(),
                cvss31: Some(("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H".into(), 98)),
                cvss40: Some(("CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N".into(), 93)),
                cwe: Some("CWE-287".into()),
            },
            VulnerabilityFacts {
                id: "KD-2026-0012".into(),
                title_ja: "初期設定の誤り".into(),
                title_en: "Wrong default setting".into(),
                cvss31: None,
                cvss40: None,
                cwe: None,
            },
            VulnerabilityFacts {
                id: "CVE-1900-9001".into(),
                title_ja: "libhttpd の境界外書き込み".into(),
                title_en: "Out-of-bounds write in libhttpd".into(),
                cvss31: None,
                cvss40: None,
                cwe: Some("CWE-787".into()),
            },
        ],
        credits: vec![Credit { name: "架空 太郎".into(), organization: "Example Lab".into() }],
        org: org(),
        csaf_lang,
    }
}

pub fn site() -> SiteFacts {
    SiteFacts {
        org: org(),
        csaf_lang: Lang::En,
        updated_at: at("2026-11-24T10:00:00+09:00"),
        expires_at: at("2027-11-20T00:00:00+09:00"),
        encryption: vec!["https://psirt.kakuu.example/pgp.asc".into()],
        keys: Vec::new(),
        signed: false,
    }
}

/// The present edition and an older advisory.
pub fn listed() -> Vec<Listed> {
    let older = Listed {
        number: "KD-SA-2025-0003".into(),
        title_ja: "KD-GW10 における情報漏えいの脆弱性".into(),
        title_en: "Information disclosure in KD-GW10".into(),
        summary_ja: "設定の一部を読み取られる可能性があります。".into(),
        summary_en: "Parts of the settings may be read.".into(),
        first_published_at: at("2025-12-31T23:30:00Z"),
        published_at: at("2026-01-15T10:00:00+09:00"),
    };
    vec![older, Listed::of(&advisory(Lang::En))]
}
