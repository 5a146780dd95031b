//! Advisories of the demo world: seven out over two years, one with its approvers, KD-SA-2026-0007 approved; and who asked for mail.
//!
//! Each belongs to a case of the demo, known by its vulnerability; where that case is absent, so is the advisory.

use crate::advisory::{Texts, Written, approve_in, draft_in, publish_in, request_in, write_in};
use crate::person::viewer_of;
use crate::{Ctx, Error, House, Result, number, secret};
use domain::instant::Instant;
use domain::viewer::{Approver, Viewer};
use std::sync::Arc;
use store::Tx;
use store::subscriber::NewSubscriber;

/// Minutes from the draft to the approvals of the advisory that waits to be published.
const APPROVED_MINUTES: i64 = 40;

/// What an edition says in one language: title, summary, solution, workaround, impact.
type Said = [&'static str; 5];

/// An advisory: the vulnerability of its case, Japanese, English.
type Made = (&'static str, Said, Said);

#[rustfmt::skip]
const OUT: [Made; 7] = [
    ("CVE-1900-8500",
     ["KD-CAM200 の既定の証明書が共用されている問題", "KD-CAM200 の一部の版は、出荷時の証明書がすべての台で同じです。", "最新の版に更新し、設定画面で証明書を作り直してください。", "", "通信を読み取られる可能性があります。"],
     ["Shared default certificate in KD-CAM200", "Some releases of KD-CAM200 were shipped with the same certificate on every unit.", "Update to the newest version and create a new certificate on the settings page.", "", "Others may read the traffic."]),
    ("CVE-1900-8504",
     ["KD-PLC5 が通信の再送により停止する問題", "KD-PLC5 は、特定の順序で再送された通信を受け取ると停止します。", "最新の版に更新してください。", "制御用のネットワークを、ほかのネットワークから分けてください。", "制御が止まる可能性があります。復旧には再起動が必要です。"],
     ["KD-PLC5 stops on retransmitted messages", "KD-PLC5 stops when it receives retransmitted messages in a certain order.", "Update to the newest version.", "Separate the control network from other networks.", "Control may stop. The unit has to be restarted."]),
    ("CVE-1900-8506",
     ["KD-GW20 が古い暗号方式を許可する問題", "KD-GW20 の管理画面は、推奨されない暗号方式の接続を受け付けます。", "最新の版に更新してください。更新後は古い方式が無効になります。", "", "通信を読み取られる可能性があります。"],
     ["KD-GW20 accepts outdated ciphers", "The management page of KD-GW20 accepts connections with ciphers that are no longer recommended.", "Update to the newest version. It turns the old ciphers off.", "", "Others may read the traffic."]),
    ("CVE-1900-8507",
     ["KD-EDGE1 の初期パスワードが推測できる問題", "KD-EDGE1 の初期パスワードは、製造番号から推測できます。", "パスワードを変更し、最新の版に更新してください。", "", "第三者が設定を変更する可能性があります。"],
     ["Guessable initial password in KD-EDGE1", "The initial password of KD-EDGE1 can be guessed from its serial number.", "Change the password and update to the newest version.", "", "Others may change the settings."]),
    ("CVE-1900-8508",
     ["KD-AP5 の無線設定が露出する問題", "KD-AP5 は、同じネットワークからの問い合わせに無線の設定の一部を返します。", "最新の版に更新してください。", "管理用のネットワークを、利用者のネットワークから分けてください。", "無線の設定を知られる可能性があります。"],
     ["KD-AP5 reveals wireless settings", "KD-AP5 answers requests from the same network with parts of its wireless settings.", "Update to the newest version.", "Separate the management network from the users' network.", "Others may learn the wireless settings."]),
    ("CVE-1900-8509",
     ["KD-CAM100 の映像の閲覧権限が検査されない問題", "KD-CAM100 の映像の一部は、閲覧の権限がない利用者にも見えます。", "最新の版に更新してください。", "", "権限のない利用者が映像を見る可能性があります。"],
     ["Missing permission check for video in KD-CAM100", "Parts of the video of KD-CAM100 are visible to users without permission.", "Update to the newest version.", "", "Users without permission may watch video."]),
    ("CVE-1900-9033",
     ["KD-APP の証明書の検証漏れ", "KD-APP は、一部の接続で相手の証明書を検証しません。", "アプリを最新の版に更新してください。", "更新するまで、公衆無線LANでは使わないでください。", "通信を読み取られる可能性があります。"],
     ["Missing certificate check in KD-APP", "KD-APP does not check the certificate of the other side on some connections.", "Update the app to the newest version.", "Do not use it on public Wi-Fi until then.", "Others may read the traffic."]),
];

#[rustfmt::skip]
const AWAITING: Made = ("CVE-1900-9034",
    ["KD-AP5 の管理画面のクロスサイトスクリプティング", "KD-AP5 の管理画面は、入力された文字列をそのまま表示することがあります。", "最新の版に更新してください。", "管理画面を開いたまま、ほかのサイトを見ないでください。", "管理者の権限で設定を変更される可能性があります。"],
    ["Cross-site scripting in the management page of KD-AP5", "The management page of KD-AP5 may show input without making it safe.", "Update to the newest version.", "Do not visit other sites while the management page is open.", "Settings may be changed with the rights of an administrator."]);

#[rustfmt::skip]
const APPROVED: Made = ("CVE-1900-9100",
    ["KD-CAM200 の認証を回避できる脆弱性", "KD-CAM200 の管理画面に、認証を回避できる脆弱性があります。この脆弱性を悪用した攻撃を確認しています。", "外部から管理画面に入れないようにし、設定が変わっていないか確認してください。修正版は準備でき次第、このページでお知らせします。", "管理画面への接続を、信頼できるネットワークだけに限ってください。", "第三者が認証なしで設定を変更し、映像を見る可能性があります。"],
    ["Authentication bypass in KD-CAM200", "The management page of KD-CAM200 lets callers bypass authentication. We have seen attacks that exploit it.", "Block access to the management page from outside, and check that settings have not been changed. This page will tell when a fixed version is ready.", "Allow connections to the management page from trusted networks only.", "Others may change settings and watch video without signing in."]);

/// The people who act, as viewers.
struct Cast {
    writer: Viewer,
    lead: Viewer,
    pr: Viewer,
    legal: Viewer,
}

impl Cast {
    fn read(tx: &mut Tx<'_>) -> Result<Self> {
        let mut of =
            |login: &str| -> Result<Viewer> { Ok(viewer_of(&tx.person_by_login(&Viewer::system(), login)?.ok_or_else(Error::not_found)?)) };
        Ok(Self { writer: of("deputy")?, lead: of("lead")?, pr: of("pr")?, legal: of("legal")? })
    }
}

/// Publishes the advisory of a case at the instant of its story, where the demo has one; answers whether it has.
pub(super) async fn publish(ctx: &Ctx, case: &str, vulnerability: &str) -> Result<bool> {
    let Some(made) = OUT.iter().find(|made| made.0 == vulnerability) else { return Ok(false) };
    let (house, case) = (Arc::clone(&ctx.house), case.to_owned());
    ctx.transact(move |tx, _, now| {
        let cast = Cast::read(tx)?;
        let number = written(tx, &house, &cast, &case, made, now.plus_hours(-30))?;
        approved(tx, &house, &cast, &number, now.plus_hours(-20))?;
        publish_in(tx, &cast.lead, &house, &number, now)?;
        Ok(true)
    })
    .await
}

/// Adds the advisories that are not out yet, and who asked for mail.
pub(super) async fn add(ctx: &Ctx) -> Result<()> {
    let house = Arc::clone(&ctx.house);
    ctx.transact(move |tx, _, now| {
        let cast = Cast::read(tx)?;
        subscribers(tx, now)?;
        let year = number::series("advisory", &house.config.ids.advisory, now);
        if let Some(case) = case_of(tx, AWAITING.0)? {
            tx.set_number(&year, 5)?;
            let at = now.plus_days(-2);
            let number = written(tx, &house, &cast, &case, &AWAITING, at)?;
            request_in(tx, &cast.writer, &house, &number, at.plus_hours(1))?;
        }
        if let Some(case) = case_of(tx, APPROVED.0)? {
            tx.set_number(&year, 6)?;
            let at = Instant::from_ms(now.as_ms() - 2 * APPROVED_MINUTES * 60_000);
            let number = written(tx, &house, &cast, &case, &APPROVED, at)?;
            approved(tx, &house, &cast, &number, Instant::from_ms(at.as_ms() + APPROVED_MINUTES * 60_000))?;
        }
        Ok(())
    })
    .await
}

/// The case that names a vulnerability.
fn case_of(tx: &mut Tx<'_>, vulnerability: &str) -> Result<Option<String>> {
    Ok(tx.cases_of_vulnerability(&Viewer::system(), vulnerability)?.pop().map(|case| case.number))
}

/// Drafts an advisory of a case and writes it.
fn written(tx: &mut Tx<'_>, house: &House, cast: &Cast, case: &str, made: &Made, at: Instant) -> Result<String> {
    let number = draft_in(tx, &cast.writer, house, case, at)?;
    let texts = |said: &Said| Texts {
        title: said[0].into(),
        summary: said[1].into(),
        solution: said[2].into(),
        workaround: said[3].into(),
        impact: said[4].into(),
        ..Texts::default()
    };
    let written = Written { ja: texts(&made.1), en: texts(&made.2), tlp: "clear".into(), ..Written::default() };
    write_in(tx, &cast.writer, house, &number, 1, &written, at)?;
    Ok(number)
}

/// Sends it to the approvers, who approve what they read.
fn approved(tx: &mut Tx<'_>, house: &House, cast: &Cast, number: &str, at: Instant) -> Result<()> {
    request_in(tx, &cast.writer, house, number, at)?;
    for (who, hat) in [(&cast.pr, Approver::Pr), (&cast.legal, Approver::Legal)] {
        let shown = tx.draft(who, number)?.ok_or_else(Error::not_found)?.digest;
        approve_in(tx, who, house, number, hat, &shown, at)?;
    }
    Ok(())
}

/// Addresses that asked for mail and confirmed it.
fn subscribers(tx: &mut Tx<'_>, now: Instant) -> Result<()> {
    for (mail, lang, slug) in [
        ("cam-user@customer.example", "ja", "kd-cam200"),
        ("video-team@reseller.example", "en", "kd-cam200"),
        ("plant@factory.example", "ja", "kd-plc5"),
    ] {
        let Some(product) = tx.product(&Viewer::system(), slug)? else { continue };
        let confirm_hash = secret::digest(&secret::fresh()?);
        let new = NewSubscriber {
            mail: mail.into(),
            lang: lang.into(),
            product_id: Some(product.id),
            confirm_hash: confirm_hash.clone(),
            leave_hash: secret::digest(&secret::fresh()?),
        };
        tx.add_subscriber(&new, now)?;
        tx.confirm_subscriber(&confirm_hash, now, now)?;
    }
    Ok(())
}
