//! Cases of the demo world, told in the order in which they happened.

use super::story::Story;
use crate::assessment::{AssessmentForm, assess};
use crate::psirt_case::{
    AwarenessForm, ConsentForm, CraAnswer, CvssForm, EditForm, EndForm, FactForm, FilingForm, NewCase, NoteForm, OutcomeForm, PartyForm,
    PlanForm, ProposalForm, SsvcForm, add_member, add_party, add_releases, add_vulnerability, answer, answer_cra, decide_none, edit,
    end_embargo, note, open_new, propose, put_plan, record_awareness, record_consent, record_fact, record_filing, score_cvss, score_ssvc,
    set_outcome, set_visibility,
};
use crate::{House, Result};
use domain::psirt_case::Outcome;
use std::sync::Arc;

const CRITICAL_40: &str = "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N";
const CRITICAL_31: &str = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H";
const HIGH_31: &str = "CVSS:3.1/AV:A/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:N";
const MEDIUM_31: &str = "CVSS:3.1/AV:N/AC:L/PR:L/UI:R/S:C/C:L/I:L/A:N";
const LOW_31: &str = "CVSS:3.1/AV:L/AC:H/PR:L/UI:R/S:U/C:L/I:N/A:N";

/// How far a case of the demo has come.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Far {
    Intake,
    Validation,
    Analysis,
    Remediation,
    Publication,
    Review,
    Closed,
}

/// A case of the demo in a few words.
struct Plot<'p> {
    title: &'p str,
    vulnerability: &'p str,
    releases: &'p [&'p str],
    vector: &'static str,
    /// SSVC: exploitation, utility, technical impact, public safety impact.
    ssvc: [&'static str; 4],
    owner: &'static str,
    /// Days before now on which it was opened.
    days_ago: i64,
    far: Far,
}

const ROUTINE: [&str; 4] = ["public_poc", "efficient", "partial", "minimal"];
const QUIET: [&str; 4] = ["none", "laborious", "partial", "minimal"];

/// PSIRT-2026-0032 to 0043 without the three that have a story of their own.
#[rustfmt::skip]
const PLOTS: [(i64, Plot<'static>); 9] = [
    (32, Plot { title: "KD-PLC3 設定ファイルの平文保存", vulnerability: "CVE-1900-9032", releases: &["kd-plc3@1.2.0", "kd-plc3@1.1.0"], vector: LOW_31, ssvc: QUIET, owner: "lead", days_ago: 96, far: Far::Review }),
    (33, Plot { title: "KD-APP 証明書の検証漏れ", vulnerability: "CVE-1900-9033", releases: &["kd-app@7.1.0", "kd-app@7.0.1"], vector: HIGH_31, ssvc: ROUTINE, owner: "triage", days_ago: 84, far: Far::Review }),
    (34, Plot { title: "KD-AP5 管理画面のクロスサイトスクリプティング", vulnerability: "CVE-1900-9034", releases: &["kd-ap5@5.2.0", "kd-ap5@5.1.2"], vector: MEDIUM_31, ssvc: ROUTINE, owner: "lead", days_ago: 71, far: Far::Publication }),
    (35, Plot { title: "KD-EDGE1 更新ファイルの署名検証の回避", vulnerability: "CVE-1900-9035", releases: &["kd-edge1@1.3.0", "kd-edge1@1.2.0", "kd-edge1@1.1.0"], vector: HIGH_31, ssvc: ROUTINE, owner: "triage", days_ago: 60, far: Far::Publication }),
    (36, Plot { title: "KD-CAM200 パスワード変更後も続くセッション", vulnerability: "CVE-1900-9036", releases: &["kd-cam200@1.2.1", "kd-cam200@1.2.0"], vector: LOW_31, ssvc: QUIET, owner: "triage", days_ago: 49, far: Far::Remediation }),
    (37, Plot { title: "KD-NVR4 録画の一覧の権限検査漏れ", vulnerability: "CVE-1900-9037", releases: &["kd-nvr4@4.3.1", "kd-nvr4@4.3.0", "kd-nvr4@4.2.0"], vector: HIGH_31, ssvc: ROUTINE, owner: "triage", days_ago: 41, far: Far::Remediation }),
    (39, Plot { title: "KD-GW20 VPN設定の読み出し", vulnerability: "CVE-1900-9039", releases: &["kd-gw20@3.4.0", "kd-gw20@3.3.0"], vector: MEDIUM_31, ssvc: QUIET, owner: "lead", days_ago: 18, far: Far::Analysis }),
    (40, Plot { title: "KD-CAM100 時刻同期の応答の検査漏れ", vulnerability: "CVE-1900-9040", releases: &["kd-cam100@3.2.0"], vector: MEDIUM_31, ssvc: QUIET, owner: "triage", days_ago: 8, far: Far::Validation }),
    (43, Plot { title: "KD-PLC5 プログラム書込みの確認の省略", vulnerability: "CVE-1900-9043", releases: &["kd-plc5@5.1.0"], vector: HIGH_31, ssvc: ROUTINE, owner: "triage", days_ago: 1, far: Far::Intake }),
];

/// Closed cases of the past months: title, product and version, days ago.
const CLOSED: [(&str, &str, i64); 10] = [
    ("KD-CAM200 既定の証明書の共用", "kd-cam200@1.2.0", 700),
    ("KD-GW10 診断ログへの認証情報の記録", "kd-gw10@2.0.0", 640),
    ("KD-HMI5 入力の長さの検査漏れ", "kd-hmi5@1.9.0", 565),
    ("KD-NVR4 サービス停止", "kd-nvr4@4.1.0", 480),
    ("KD-PLC5 通信の再送による停止", "kd-plc5@5.0.0", 420),
    ("KD-APP 通知の誤配信", "kd-app@7.0.0", 350),
    ("KD-GW20 古い暗号方式の許可", "kd-gw20@3.1.0", 300),
    ("KD-EDGE1 初期パスワードの推測", "kd-edge1@1.0.1", 255),
    ("KD-AP5 無線設定の露出", "kd-ap5@5.0.1", 210),
    ("KD-CAM100 映像の閲覧権限の検査漏れ", "kd-cam100@3.0.2", 160),
];

pub(super) async fn add(house: &Arc<House>) -> Result<()> {
    for (at, (title, release, days_ago)) in CLOSED.iter().enumerate() {
        let id = format!("CVE-1900-8{:03}", 500 + at);
        let releases = [*release];
        let plot = Plot {
            title,
            vulnerability: &id,
            releases: &releases,
            vector: MEDIUM_31,
            ssvc: QUIET,
            owner: "lead",
            days_ago: *days_ago,
            far: Far::Closed,
        };
        told(house, &plot, None).await?;
    }
    let (before, after): (Vec<_>, Vec<_>) = PLOTS.iter().partition(|(seq, _)| *seq < 38);
    for (seq, plot) in before {
        told(house, plot, Some(*seq)).await?;
    }
    final_report_case(house).await?;
    for (seq, plot) in after.iter().filter(|(seq, _)| *seq < 41) {
        told(house, plot, Some(*seq)).await?;
    }
    embargo_case(house).await?;
    exploited_case(house).await?;
    for (seq, plot) in after.iter().filter(|(seq, _)| *seq > 42) {
        told(house, plot, Some(*seq)).await?;
    }
    Ok(())
}

/// Opens a case at its number, as its owner.
async fn opened(story: &mut Story, seq: Option<i64>, title: &str, owner: &str) -> Result<String> {
    if let Some(seq) = seq {
        story.next_number("case", seq).await?;
    }
    let new = NewCase { title: title.to_owned(), ..NewCase::default() };
    open_new(&story.by(owner).await?, new).await
}

async fn told(house: &Arc<House>, plot: &Plot<'_>, seq: Option<i64>) -> Result<()> {
    let mut story = Story::begin(house, -plot.days_ago * 24 * 60 - 95)?;
    let number = opened(&mut story, seq, plot.title, plot.owner).await?;
    if plot.far == Far::Intake {
        return Ok(());
    }
    let lead = story.by("lead").await?;
    let chosen = EditForm { edit: 1, tlp: Some("amber".into()), ..EditForm::default() };
    edit(&lead, number.clone(), chosen).await?;
    decide_none(&lead, number.clone(), "調整の必要な関係者はいません。".into()).await?;
    if plot.far == Far::Validation {
        return Ok(());
    }
    story.later(6 * 60);
    validated(&story, plot, &number).await?;
    if plot.far == Far::Analysis {
        return Ok(());
    }
    story.later(30 * 60);
    analysed(&story, plot, &number).await?;
    if plot.far == Far::Remediation {
        return Ok(());
    }
    story.later(14 * 24 * 60);
    remediated(&mut story, plot, &number).await?;
    if plot.far == Far::Publication {
        return Ok(());
    }
    story.later(24 * 60);
    published(&story, plot, &number).await?;
    if plot.far == Far::Closed {
        story.later(10 * 24 * 60);
        reviewed(&story, &number).await?;
    }
    Ok(())
}

async fn validated(story: &Story, plot: &Plot<'_>, number: &str) -> Result<()> {
    let lead = story.by("lead").await?;
    let n = || number.to_owned();
    add_vulnerability(&lead, n(), plot.vulnerability.to_owned(), String::new()).await?;
    add_releases(&lead, n(), plot.releases.iter().map(|key| (*key).to_owned()).collect()).await?;
    answer(&lead, n(), "ruled".into(), "reproduced".into(), "検証機で再現しました。".into()).await?;
    score_cvss(&lead, n(), CvssForm { vector: plot.vector.into(), ..CvssForm::default() }).await?;
    Ok(())
}

async fn analysed(story: &Story, plot: &Plot<'_>, number: &str) -> Result<()> {
    let lead = story.by("lead").await?;
    let n = || number.to_owned();
    let [exploitation, utility, technical, safety] = plot.ssvc;
    let ssvc = SsvcForm {
        exploitation: exploitation.into(),
        utility: utility.into(),
        technical_impact: technical.into(),
        public_safety_impact: safety.into(),
        ..SsvcForm::default()
    };
    score_ssvc(&lead, n(), ssvc).await?;
    judged(&lead, number, plot.vulnerability, plot.releases, "affected").await?;
    let out = CraAnswer { value: "out_of_scope".into(), reason: "悪用の兆候はありません。".into() };
    answer_cra(&lead, n(), out).await
}

async fn judged(ctx: &crate::Ctx, number: &str, vulnerability: &str, releases: &[&str], status: &str) -> Result<()> {
    let not = status == "not_affected";
    let form = AssessmentForm {
        vulnerability: vulnerability.to_owned(),
        releases: releases.iter().map(|key| (*key).to_owned()).collect(),
        case: number.to_owned(),
        status: status.to_owned(),
        justification: if not { "vulnerable_code_not_in_execute_path".into() } else { String::new() },
        statement: if not {
            "該当する機能は組み込まれていますが、呼び出されません。".into()
        } else {
            String::new()
        },
        action: if status == "affected" {
            "修正版に更新してください。更新するまでは、信頼できるネットワークだけで利用してください。".into()
        } else {
            String::new()
        },
        evidence: if status == "fixed" { "修正を含む版です。".into() } else { String::new() },
        next_update_at: None,
    };
    assess(ctx, form).await?;
    Ok(())
}

async fn remediated(story: &mut Story, plot: &Plot<'_>, number: &str) -> Result<()> {
    let (due, available) = (story.given(5 * 24 * 60), story.given(0));
    let lead = story.by("lead").await?;
    for release in plot.releases {
        let planned = PlanForm {
            release: (*release).to_owned(),
            state: "planned".into(),
            due_at: Some(due),
            fix_version: next_patch(release),
            delivery: "ota".into(),
            ..PlanForm::default()
        };
        put_plan(&lead, number.to_owned(), planned).await?;
        let verified =
            PlanForm {
                release: (*release).to_owned(), state: "verified".into(), evidence: "回帰試験 合格".into(), ..PlanForm::default()
            };
        put_plan(&story.by("qa").await?, number.to_owned(), verified).await.or_else(unless_refused)?;
        let out =
            PlanForm { release: (*release).to_owned(), state: "available".into(), available_at: Some(available), ..PlanForm::default() };
        put_plan(&lead, number.to_owned(), out).await?;
    }
    Ok(())
}

/// The version after the one of `product@version`: its last number counted up.
fn next_patch(release: &str) -> String {
    let version = release.split('@').next_back().unwrap_or_default();
    let (front, last) = version.rsplit_once('.').unwrap_or(("1", version));
    format!("{front}.{}", last.parse::<u32>().unwrap_or(0) + 1)
}

/// Some cases of the demo are not for the eyes of quality assurance; the lead makes their fix available without its mark.
fn unless_refused(error: crate::Error) -> Result<()> {
    if error.refusal().is_some() { Ok(()) } else { Err(error) }
}

async fn published(story: &Story, plot: &Plot<'_>, number: &str) -> Result<()> {
    let lead = story.by("lead").await?;
    answer(&lead, number.to_owned(), "cve".into(), "assigned".into(), plot.vulnerability.into()).await?;
    if super::advisories::publish(&lead, number, plot.vulnerability).await? {
        return Ok(());
    }
    let text = "対象の顧客へ個別に通知しました。広報と法務が承認しています。";
    answer(&lead, number.to_owned(), "advisory".into(), "none".into(), text.into()).await
}

async fn reviewed(story: &Story, number: &str) -> Result<()> {
    let lead = story.by("lead").await?;
    let answers = [
        ("cause", "done", "入力の検査が設計の範囲から漏れていました。"),
        ("detection_gap", "done", "既存の試験に該当する項目がありませんでした。"),
        ("actions", "planned", "試験項目を追加します。"),
        ("siblings_asked", "done", ""),
        ("actions_settled", "done", "試験項目の追加を確認しました。"),
    ];
    for (condition, value, text) in answers {
        answer(&lead, number.to_owned(), condition.into(), value.into(), text.into()).await?;
    }
    set_outcome(&lead, number.to_owned(), OutcomeForm { to: Outcome::Closed, reason: String::new() }).await
}

/// PSIRT-2026-0038: early warning late with a reason, 72 h in time, a measure since 2026-11-16T10:00+09:00.
async fn final_report_case(house: &Arc<House>) -> Result<()> {
    // The story begins on 2026-11-10T08:00+09:00.
    let mut story = Story::begin(house, -(11 * 24 + 1) * 60)?;
    let releases = ["kd-edge1@1.3.0", "kd-edge1@1.2.0"];
    let plot = Plot {
        title: "KD-EDGE1 遠隔管理のコマンド実行",
        vulnerability: "CVE-1900-9038",
        releases: &releases,
        vector: CRITICAL_31,
        ssvc: ["active", "efficient", "total", "significant"],
        owner: "lead",
        days_ago: 11,
        far: Far::Remediation,
    };
    let number = opened(&mut story, Some(38), plot.title, plot.owner).await?;
    let n = || number.clone();
    let lead = story.by("lead").await?;
    edit(&lead, n(), EditForm { edit: 1, tlp: Some("amber".into()), ..EditForm::default() }).await?;
    decide_none(&lead, n(), "悪用されているため、情報公開制限はしません。".into()).await?;
    let seen = FactForm {
        kind: "exploited".into(),
        happened_at: story.given(-120),
        place: "own".into(),
        evidence: "顧客の装置の記録に、管理命令の不正な実行が残っています。".into(),
    };
    record_fact(&lead, n(), seen).await?;
    validated(&story, &plot, &number).await?;
    in_scope_and_aware(&story, &number, [-120, -90, -10]).await?;
    story.later(26 * 60);
    filed(&story, &number, "early_warning", "SRP-2026-1031", "休日の当番の引継ぎが漏れ、提出が遅れました。").await?;
    let [exploitation, utility, technical, safety] = plot.ssvc;
    let ssvc = SsvcForm {
        exploitation: exploitation.into(),
        utility: utility.into(),
        technical_impact: technical.into(),
        public_safety_impact: safety.into(),
        ..SsvcForm::default()
    };
    let lead = story.by("lead").await?;
    score_ssvc(&lead, n(), ssvc).await?;
    judged(&lead, &number, plot.vulnerability, plot.releases, "affected").await?;
    story.later(40 * 60);
    filed(&story, &number, "notification", "SRP-2026-1031-2", "").await?;
    // 2026-11-16T10:00+09:00.
    story.at(-(4 * 24 + 23) * 60);
    let lead = story.by("lead").await?;
    let measure = FactForm {
        kind: "measure_available".into(),
        happened_at: story.given(0),
        place: String::new(),
        evidence: "遠隔管理を止める設定手順を、対象の顧客へ提供しました。".into(),
    };
    record_fact(&lead, n(), measure).await?;
    for release in plot.releases {
        let plan = PlanForm {
            release: (*release).to_owned(),
            state: "in_development".into(),
            due_at: Some(story.given(18 * 24 * 60)),
            fix_version: "1.3.1".into(),
            delivery: "ota".into(),
            mitigation: "遠隔管理を止めてください。".into(),
            ..PlanForm::default()
        };
        put_plan(&lead, n(), plan).await?;
    }
    Ok(())
}

async fn in_scope_and_aware(story: &Story, number: &str, [signal, started, aware]: [i64; 3]) -> Result<()> {
    let lead = story.by("lead").await?;
    let known = AwarenessForm {
        signal_at: Some(story.given(signal)),
        started_at: Some(story.given(started)),
        aware_at: Some(story.given(aware)),
        evidence: "顧客から受け取った装置の記録と、検証機での再現".into(),
        reasoning: "記録に残る操作は、この脆弱性を使わなければできません。".into(),
        reason: String::new(),
    };
    record_awareness(&lead, number.to_owned(), known).await?;
    answer_cra(&lead, number.to_owned(), CraAnswer { value: "in_scope".into(), reason: "欧州で販売している製品です。".into() }).await
}

async fn filed(story: &Story, number: &str, stage: &str, reference: &str, reason: &str) -> Result<()> {
    let form = FilingForm {
        stage: stage.to_owned(),
        outcome: "submitted".into(),
        reference: reference.to_owned(),
        happened_at: Some(story.given(0)),
        copy: format!("Copy of {reference} ({stage})").into_bytes(),
        reason: reason.to_owned(),
    };
    record_filing(&story.by("lead").await?, number.to_owned(), form).await
}

/// PSIRT-2026-0041: an embargo that three parties agreed to.
async fn embargo_case(house: &Arc<House>) -> Result<()> {
    let mut story = Story::begin(house, -7 * 24 * 60)?;
    let number = opened(&mut story, Some(41), "KD-GW10 設定画面のコマンド注入", "lead").await?;
    let n = || number.clone();
    let lead = story.by("lead").await?;
    set_visibility(&lead, n(), "restricted".into()).await?;
    add_member(&lead, n(), "owner-net".into()).await?;
    for (name, kind) in [("報告者", "reporter"), ("調整機関", "coordinator"), ("基盤ソフトの供給元", "vendor")] {
        add_party(&lead, n(), PartyForm { name: name.into(), kind: kind.into(), mail: String::new(), required: true }).await?;
    }
    let terms = ProposalForm {
        // 2026-12-03T10:00+09:00.
        until: Some(story.given_at((12 * 24 + 1) * 60)),
        reply_by: Some(story.given(4 * 24 * 60)),
        tlp: "amber_strict".into(),
        scope: "脆弱性の存在、技術情報、影響を受けるリリース".into(),
    };
    propose(&lead, n(), terms).await?;
    let plot_releases = ["kd-gw10@2.1.1", "kd-gw10@2.1.0", "kd-gw10@2.0.3"];
    let plot = Plot {
        title: "",
        vulnerability: "CVE-1900-9041",
        releases: &plot_releases,
        vector: HIGH_31,
        ssvc: ROUTINE,
        owner: "lead",
        days_ago: 7,
        far: Far::Analysis,
    };
    validated(&story, &plot, &number).await?;
    for name in ["報告者", "調整機関", "基盤ソフトの供給元"] {
        story.later(9 * 60);
        let said = ConsentForm { party: name.into(), consent: "agreed".into(), reply_by: None };
        record_consent(&story.by("lead").await?, n(), said).await?;
    }
    judged(&story.by("owner-net").await?, &number, plot.vulnerability, &plot_releases[..1], "affected").await
}

/// PSIRT-2026-0042: exploited, aware on 2026-11-20T22:15+09:00, nothing filed yet, two releases under investigation.
async fn exploited_case(house: &Arc<House>) -> Result<()> {
    let mut story = Story::begin(house, -3 * 24 * 60)?;
    let number = opened(&mut story, Some(42), "KD-CAM200 認証回避", "triage").await?;
    let n = || number.clone();
    let lead = story.by("lead").await?;
    // A lead who opens nothing becomes a member by being named.
    add_member(&lead, n(), "lead".into()).await?;
    for login in ["deputy", "owner-cam", "pr", "legal"] {
        add_member(&lead, n(), login.into()).await?;
    }
    add_party(&lead, n(), PartyForm { name: "調整機関".into(), kind: "coordinator".into(), required: true, ..PartyForm::default() })
        .await?;
    let terms = ProposalForm {
        until: Some(story.given(45 * 24 * 60)),
        reply_by: Some(story.given(2 * 24 * 60)),
        tlp: "amber_strict".into(),
        scope: "脆弱性の存在と技術情報".into(),
    };
    propose(&lead, n(), terms).await?;
    record_consent(&lead, n(), ConsentForm { party: "調整機関".into(), consent: "agreed".into(), reply_by: None }).await?;
    let releases = [
        "kd-cam200@1.4.0",
        "kd-cam200@1.3.0",
        "kd-cam200@1.2.1",
        "kd-cam200@1.2.0",
        "kd-cam100@3.2.0",
        "kd-cam100@3.1.0",
        "kd-nvr4@4.3.1",
        "kd-nvr4@4.3.0",
        "kd-app@7.2.0",
        "kd-gw10@2.1.1",
        "kd-hmi7@3.0.0",
    ];
    let plot = Plot {
        title: "",
        vulnerability: "CVE-1900-9100",
        releases: &releases,
        vector: CRITICAL_40,
        ssvc: ["active", "efficient", "total", "significant"],
        owner: "triage",
        days_ago: 3,
        far: Far::Analysis,
    };
    validated(&story, &plot, &number).await?;
    score_cvss(&lead, n(), CvssForm { vector: CRITICAL_31.into(), ..CvssForm::default() }).await?;
    // 2026-11-20T22:15+09:00.
    story.at(-(10 * 60 + 45));
    let lead = story.by("lead").await?;
    let seen = FactForm {
        kind: "exploited".into(),
        happened_at: story.given(0),
        place: "own".into(),
        evidence: "顧客のKD-CAM200の記録に、認証を経ない設定の変更が残っています。".into(),
    };
    record_fact(&lead, n(), seen).await?;
    in_scope_and_aware(&story, &number, [-35, -25, 0]).await?;
    story.later(5);
    end_embargo(&story.by("lead").await?, n(), EndForm { reason: "悪用が確認されたため、制限を終了します。".into(), consented: false })
        .await?;
    story.later(40);
    let lead = story.by("lead").await?;
    let ssvc = SsvcForm {
        exploitation: "active".into(),
        utility: "efficient".into(),
        technical_impact: "total".into(),
        public_safety_impact: "significant".into(),
        ..SsvcForm::default()
    };
    score_ssvc(&lead, n(), ssvc).await?;
    judged(&lead, &number, plot.vulnerability, &releases[..4], "affected").await?;
    judged(&lead, &number, plot.vulnerability, &releases[4..9], "not_affected").await?;
    judged(&lead, &number, plot.vulnerability, &releases[9..], "under_investigation").await?;
    let words = NoteForm {
        audience: "internal".into(), body: "検証機で再現しました。既定の設定では、管理画面だけが対象です。".into()
    };
    note(&story.by("triage").await?, n(), words).await?;
    let words = NoteForm {
        audience: "counsel".into(), body: "認知の時点は22時15分とします。根拠は装置の記録です。".into()
    };
    note(&lead, n(), words).await
}
