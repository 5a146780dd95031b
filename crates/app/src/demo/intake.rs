//! Reports of the demo world: three that just arrived, some under way, older ones in every state.

use crate::report::{Checked, Ruling, Secrets, join, keepable, rule_at, say, take_in};
use crate::report::{File, Sending, check};
use crate::{Ctx, Error, Result, number};
use domain::calendar::tokyo_day;
use domain::instant::{Instant, Zone};
use domain::report::{Direction, Intake, ReportState};
use domain::viewer::Viewer;
use store::Tx;
use words::Lang;

/// Number of the first report that is kept; earlier ones lie before the demo.
const FIRST: i64 = 17;

/// Number of the case that the camera's earlier report belongs to.
const CASE_OF_FIRST: i64 = 36;

/// What became of a report.
#[derive(Clone, Copy)]
enum Fate {
    /// Nobody looked at it yet.
    New,
    /// Acknowledged and being assessed.
    Assessed,
    /// Ruled, with the reason; the number is the earlier report's, for a duplicate.
    Ruled(ReportState, &'static str, i64),
    /// Taken back by the reporter.
    Withdrawn,
}

/// One report.
struct Row {
    days: i64,
    time: (i64, i64),
    lang: Lang,
    product: &'static str,
    version: &'static str,
    credit: &'static str,
    mail: &'static str,
    exploited: bool,
    description: &'static str,
    fate: Fate,
}

const PLAIN: Row = Row {
    days: 0,
    time: (9, 0),
    lang: Lang::Ja,
    product: "",
    version: "",
    credit: "",
    mail: "",
    exploited: false,
    description: "",
    fate: Fate::New,
};

const ROWS: [Row; 15] = [
    Row {
        days: 214,
        time: (16, 12),
        product: "KD-AP5",
        version: "1.2.0",
        description: "管理画面の応答ヘッダーに版の表示があります。",
        fate: Fate::Ruled(ReportState::NotAVulnerability, "版の表示だけでは攻撃に使えず、公表している情報です。", 0),
        ..PLAIN
    },
    Row {
        days: 181,
        time: (3, 40),
        lang: Lang::En,
        product: "website",
        description: "Your site misses a header. Please pay a bounty.",
        fate: Fate::Ruled(ReportState::Spam, "同じ文面が多数の宛先に送られている", 0),
        ..PLAIN
    },
    Row {
        days: 50,
        time: (21, 5),
        lang: Lang::En,
        product: "KD-CAM200",
        version: "1.2.0",
        credit: "a finder in the demo",
        mail: "finder-19@example.com",
        description: "The camera keeps accepting a management session after the password was changed.\n\nSteps: sign in, keep the session, change the password from another browser, use the first session again. The management page still answers.",
        fate: Fate::Assessed,
        ..PLAIN
    },
    Row {
        days: 35,
        time: (10, 20),
        product: "KD-GW20",
        version: "1.1.0",
        mail: "finder-20@example.com",
        description: "検証用に配布された設定ファイルを読み込むと、遠隔から再起動できます。",
        fate: Fate::Ruled(ReportState::OutOfScope, "検証用の設定は出荷品に含まれません。", 0),
        ..PLAIN
    },
    Row {
        days: 31,
        time: (14, 0),
        lang: Lang::En,
        product: "KD-APP",
        version: "3.2",
        description: "The app asks for the camera permission twice.",
        fate: Fate::Withdrawn,
        ..PLAIN
    },
    Row {
        days: 27,
        time: (8, 45),
        product: "KD-HMI7",
        version: "2.8.0",
        mail: "finder-22@example.com",
        description: "画面の設定をUSBメモリから読み込むとき、壊れたファイルで表示が止まります。電源を入れ直すと戻ります。",
        fate: Fate::Ruled(ReportState::NotReproducible, "同じ版と手順で20回試しましたが、表示は止まりませんでした。", 0),
        ..PLAIN
    },
    Row {
        days: 22,
        time: (18, 30),
        lang: Lang::En,
        product: "KD-PLC3",
        version: "0.9.5",
        credit: "lab-plc",
        mail: "finder-23@example.com",
        description: "A malformed read request of the engineering protocol makes the controller answer with bytes of other requests.",
        fate: Fate::Assessed,
        ..PLAIN
    },
    Row {
        days: 19,
        time: (2, 15),
        lang: Lang::En,
        product: "all products",
        description: "We can rank your products first in search engines.",
        fate: Fate::Ruled(ReportState::Spam, "広告", 0),
        ..PLAIN
    },
    Row {
        days: 15,
        time: (11, 10),
        product: "KD-GW10",
        version: "2.1.0",
        credit: "架空大学 研究室",
        mail: "finder-25@example.com",
        description: "診断画面の宛先欄に記号を入れると、ルーターの内部でコマンドが実行されます。管理者としてサインインしている必要があります。",
        fate: Fate::Assessed,
        ..PLAIN
    },
    Row {
        days: 12,
        time: (23, 50),
        lang: Lang::En,
        product: "KD-GW10",
        version: "2.1.1",
        credit: "gwfinder",
        mail: "finder-26@example.com",
        description: "Command injection in the diagnostics page of the router: the target field is passed to a shell.",
        fate: Fate::Ruled(ReportState::Duplicate, "The diagnostics page was reported to us before.", 25),
        ..PLAIN
    },
    Row {
        days: 9,
        time: (15, 25),
        product: "KD-NVR4",
        version: "2.0.3",
        mail: "finder-27@example.com",
        description: "録画機を初期化しても、以前の録画の一覧が残ります。",
        fate: Fate::Ruled(ReportState::NotAVulnerability, "一覧に録画の内容は含まれず、初期化の手順書に記載しています。", 0),
        ..PLAIN
    },
    Row {
        days: 4,
        time: (9, 55),
        product: "KD-EDGE1",
        version: "1.0.2",
        mail: "finder-28@example.com",
        description: "更新ファイルの署名を検査する前に、圧縮を展開しているようです。細工したファイルで容量を使い切れます。",
        fate: Fate::Assessed,
        ..PLAIN
    },
    Row {
        days: 2,
        time: (17, 5),
        product: "KD-NVR4",
        version: "2.1.0",
        credit: "匿名希望",
        description: "録画機の利用者一覧に、名前の代わりに記号を登録すると、ほかの利用者の画面で書式が崩れます。表示だけでなく、操作のボタンも差し替えられました。\n\n画面の録画を用意できます。",
        ..PLAIN
    },
    Row {
        days: 1,
        time: (13, 20),
        lang: Lang::En,
        product: "KD-PLC5",
        version: "5.1.0",
        mail: "finder-30@example.com",
        description: "The simulator that comes with KD-PLC5 listens on every interface of my workstation and has no password. Anyone in the office network can stop a simulated controller.",
        ..PLAIN
    },
    Row {
        days: 0,
        time: (7, 0),
        lang: Lang::En,
        product: "KD-CAM200",
        version: "1.3.0",
        credit: "northwind-cam",
        mail: "finder-31@example.com",
        description: "The management page of the camera accepts a session that was issued before the password was changed. I can send a recording of the behaviour.\n\nSteps: sign in, keep the session, change the password, use the first session again.\n\nPlease tell me when you expect a fix. I would like to be named in the advisory.",
        ..PLAIN
    },
];

/// The instant of a time of day some days before the day of `now`; never later than a minute ago.
fn past(now: Instant, days: i64, (hour, minute): (i64, i64)) -> Instant {
    let today = now.civil(Zone::Tokyo);
    let midnight = tokyo_day(today.year, today.month, today.day).unwrap_or(now).plus_days(-days);
    Instant::from_ms((midnight.as_ms() + (hour * 60 + minute) * 60_000).min(now.as_ms() - 60_000))
}

/// Adds the reports; the next one that arrives continues their numbers.
pub(super) async fn add(ctx: &Ctx) -> Result<()> {
    let recording = File { name: "recording.pcap".into(), claimed_type: "application/vnd.tcpdump.pcap".into(), bytes: vec![0xa1; 4_096] };
    let recording = keepable(vec![recording]).await?;
    let house = ctx.house.clone();
    ctx.transact(move |tx, _, now| {
        let lead = person(tx, "lead")?;
        tx.set_number(&number::series("report", number::REPORT_PATTERN, now), FIRST - 1)?;
        for (at, row) in ROWS.iter().enumerate() {
            let arrived = past(now, row.days, row.time);
            let number = number::next(tx, "report", number::REPORT_PATTERN, now)?;
            let sending = Sending { intake: intake(row, now), lang: row.lang, source: "web", files: Vec::new(), refused_bytes: Vec::new() };
            let checked = check(&sending).map_err(Error::Fields)?;
            let attachments = if at + 1 == ROWS.len() { recording.clone() } else { Vec::new() };
            let checked = Checked { intake: checked, lang: row.lang, source: "web", attachments };
            take_in(tx, &Viewer::public(), &house.config, number.clone(), Secrets::fresh(&house)?, checked, arrived)?;
            go_on(tx, &lead, &house.config, row, &number, arrived, now)?;
        }
        Ok(())
    })
    .await
}

/// Accepts the camera's earlier report into the case that is about it; cases are told after the reports.
pub(super) async fn accept_first(ctx: &Ctx) -> Result<()> {
    let house = ctx.house.clone();
    ctx.transact(move |tx, _, now| {
        let triage = person(tx, "triage")?;
        let report = tx.report(&triage, &number_of(now, FIRST + 2))?.ok_or_else(Error::not_found)?;
        let number = domain::number::by_pattern(&house.config.ids.case, now.civil(Zone::Tokyo).year, CASE_OF_FIRST);
        let case = tx.case(&triage, &number)?.ok_or_else(Error::not_found)?;
        join(tx, &triage, &report, &case, report.received_at.plus_hours(30))
    })
    .await
}

fn intake(row: &Row, now: Instant) -> Intake {
    // The newest camera report wishes a date, as reporters of the demo's scenarios do.
    let wished_at = (row.credit == "northwind-cam").then(|| now.plus_days(55));
    Intake {
        product: row.product.into(),
        version: row.version.into(),
        description: row.description.into(),
        credit: row.credit.into(),
        mail: row.mail.into(),
        exploited: row.exploited,
        wished_at,
        ..Intake::default()
    }
}

fn person(tx: &mut Tx<'_>, login: &str) -> Result<Viewer> {
    let found = tx.person_by_login(&Viewer::system(), login)?.ok_or_else(|| Error::Broken(format!("the demo has no `{login}`")))?;
    Ok(crate::person::viewer_of(&found))
}

/// Lets happen what became of a report, within its first days.
fn go_on(tx: &mut Tx<'_>, by: &Viewer, config: &crate::Config, row: &Row, number: &str, arrived: Instant, now: Instant) -> Result<()> {
    let report = tx.report(by, number)?.ok_or_else(Error::not_found)?;
    let later = |hours: i64| arrived.plus_hours(hours).min(Instant::from_ms(now.as_ms() - 60_000));
    match row.fate {
        Fate::New => {}
        Fate::Assessed => {
            say(tx, by, config, &report, row.lang.words().letter_acknowledgement(), false, later(5))?;
            tx.set_report_state(report.id, ReportState::InAssessment, None, None, "", later(6))?;
            tx.add_message(report.id, Direction::In, &Viewer::public(), words_of_thanks(row.lang), later(26))?;
        }
        Fate::Ruled(ruling, reason, earlier) => {
            let duplicate_of = if earlier > 0 { number_of(now, earlier) } else { String::new() };
            let ruling = Ruling { ruling, reason: reason.into(), duplicate_of, letter: true };
            rule_at(tx, by, config, report, &ruling, later(30))?;
        }
        Fate::Withdrawn => tx.set_report_state(report.id, ReportState::Withdrawn, None, None, "", later(3))?,
    }
    Ok(())
}

fn number_of(now: Instant, seq: i64) -> String {
    domain::number::by_pattern(number::REPORT_PATTERN, now.civil(Zone::Tokyo).year, seq)
}

const fn words_of_thanks(lang: Lang) -> &'static str {
    match lang {
        Lang::Ja => "ご連絡ありがとうございます。追加で必要な情報があれば、お知らせください。",
        Lang::En => "Thank you. Tell me if you need anything else.",
    }
}
