//! Letters reach the sink as written, and a hostile letter does not reach it at all.

use base64::Engine as _;
use outside::mail::{MAIL_BODY_BYTES_MAX, MAIL_HEADERS_MAX, MailFaultKind, Mailer, Message};
use outside::sink::{CaughtMail, SmtpSink};

fn message() -> Message {
    Message {
        from: "PSIRT <psirt@example.com>".into(),
        to: "reporter@example.net".into(),
        subject: "Your report R-2026-0001".into(),
        body_text: "Thank you.\n.\nThe next word comes on Monday.\n".into(),
        message_id: "<r-2026-0001.1@example.com>".into(),
        headers: vec![("Auto-Submitted".into(), "auto-replied".into())],
    }
}

async fn deliver(message: &Message) -> CaughtMail {
    let sink = SmtpSink::start().await.expect("a sink");
    let answer = Mailer::smtp(sink.url()).expect("a mailer").send(message).await.expect("delivery");
    assert_eq!(answer, "250 2.0.0 kept as 1");
    let [mail] = <[CaughtMail; 1]>::try_from(sink.mails()).expect("exactly one letter");
    mail
}

fn decoded(mail: &CaughtMail) -> String {
    let packed: String = mail.body().split_whitespace().collect();
    String::from_utf8(base64::engine::general_purpose::STANDARD.decode(packed).expect("Base64")).expect("UTF-8")
}

/// Reads encoded words (RFC 2047 §6.2): the space between two of them is not part of the text.
fn subject_of(mail: &CaughtMail) -> String {
    let mut text = String::new();
    let mut after_encoded = false;
    for word in mail.header("subject").expect("a subject").split(' ') {
        let packed = word.strip_prefix("=?utf-8?b?").and_then(|w| w.strip_suffix("?="));
        let glued = after_encoded && packed.is_some();
        if !text.is_empty() && !glued {
            text.push(' ');
        }
        after_encoded = packed.is_some();
        match packed {
            Some(packed) => {
                let bytes = base64::engine::general_purpose::STANDARD.decode(packed).expect("Base64");
                text.push_str(&String::from_utf8(bytes).expect("whole characters in each word"));
            }
            None => text.push_str(word),
        }
    }
    text
}

#[tokio::test]
async fn a_plain_letter_arrives_as_written() {
    let mail = deliver(&message()).await;
    assert_eq!((mail.from.as_str(), mail.to.as_slice()), ("psirt@example.com", &["reporter@example.net".to_owned()][..]));
    assert_eq!(mail.header("message-id").as_deref(), Some("<r-2026-0001.1@example.com>"));
    assert_eq!(mail.header("auto-submitted").as_deref(), Some("auto-replied"));
    assert_eq!(mail.header("subject").as_deref(), Some("Your report R-2026-0001"));
    assert!(mail.header("date").is_some());
    assert!(mail.body().starts_with("Thank you.\r\n.\r\nThe next word comes on Monday.\r\n"), "{}", mail.body());
}

#[tokio::test]
async fn japanese_survives_in_subject_name_and_text() {
    let text = "ご報告ありがとうございます。\n次のご連絡は11月24日(火)です。\n";
    let subject = "【受付】脆弱性のご報告 R-2026-0001 を受け付けました。担当者より二営業日以内にご連絡いたします";
    let mail = deliver(&Message {
        from: "架空電機PSIRT <psirt@example.com>".into(),
        subject: subject.into(),
        body_text: text.into(),
        ..message()
    })
    .await;
    assert!(mail.data.is_ascii(), "nothing on the way needs to understand eight bits");
    assert_eq!(mail.header("content-transfer-encoding").as_deref(), Some("base64"));
    assert_eq!(mail.header("content-type").as_deref(), Some("text/plain; charset=utf-8"));
    assert_eq!(decoded(&mail).replace("\r\n", "\n"), text);
    assert_eq!(subject_of(&mail), subject);
}

#[tokio::test]
async fn no_field_can_smuggle_in_a_header() {
    let sink = SmtpSink::start().await.expect("a sink");
    let mailer = Mailer::smtp(sink.url()).expect("a mailer");
    let evil = "x\r\nBcc: everybody@example.org";
    let letters = [
        Message { subject: evil.into(), ..message() },
        Message { subject: "x\nBcc: a@example.org".into(), ..message() },
        Message { subject: "x\u{0}y".into(), ..message() },
        Message { subject: "x\u{85}y".into(), ..message() },
        Message { from: format!("{evil} <psirt@example.com>"), ..message() },
        Message { to: "a@example.net\r\nRCPT TO:<b@example.net>".into(), ..message() },
        Message { to: "a@example.net, b@example.net".into(), ..message() },
        Message { to: "nobody".into(), ..message() },
        Message { message_id: "<a@b>\r\nBcc: c@example.org".into(), ..message() },
        Message { message_id: "no-brackets".into(), ..message() },
        Message { headers: vec![("X-A".into(), evil.into())], ..message() },
        Message { headers: vec![("X-A\r\nBcc".into(), "c@example.org".into())], ..message() },
        Message { headers: vec![("X-A: y, Bcc".into(), "c@example.org".into())], ..message() },
        Message { headers: vec![("bcc".into(), "c@example.org".into())], ..message() },
        Message { headers: vec![("Content-Type".into(), "text/html".into())], ..message() },
        Message { headers: vec![("X-A".into(), "y".into()); MAIL_HEADERS_MAX + 1], ..message() },
        Message { body_text: "a".repeat(MAIL_BODY_BYTES_MAX + 1), ..message() },
        Message { subject: "a".repeat(2_000), ..message() },
    ];
    for letter in letters {
        let fault = mailer.send(&letter).await.expect_err(&letter.subject);
        assert_eq!(fault.kind, MailFaultKind::Permanent, "{fault}");
    }
    assert_eq!(sink.mails(), []);
}

#[tokio::test]
async fn a_busy_server_is_tried_again_and_a_refusal_is_not() {
    for (answer, kind) in
        [("450 4.2.1 busy", MailFaultKind::Retry), ("550 5.1.1 <reporter@example.net>: unknown", MailFaultKind::Permanent)]
    {
        let sink = SmtpSink::answering(answer).await.expect("a sink");
        let fault = Mailer::smtp(sink.url()).expect("a mailer").send(&message()).await.expect_err(answer);
        assert_eq!(fault.kind, kind);
        assert!(fault.text.contains(answer.get(4..).expect("words")), "{}", fault.text);
        assert!(!format!("{fault} {fault:?}").contains("reporter@"), "{fault}");
        assert_eq!(sink.mails(), []);
    }
}

#[tokio::test]
async fn a_server_that_is_away_is_tried_again() {
    let url = SmtpSink::start().await.expect("a sink").url().to_owned();
    // The sink is dropped, and with it the listener once its task has been told.
    tokio::task::yield_now().await;
    let fault = Mailer::smtp(&url).expect("a mailer").send(&message()).await.expect_err("nobody listens");
    assert_eq!(fault.kind, MailFaultKind::Retry);
}

#[tokio::test]
async fn starttls_is_demanded_and_never_falls_back_to_plain() {
    let sink = SmtpSink::start().await.expect("a sink");
    let url = sink.url().replace("smtp://", "smtp+starttls://");
    let fault = Mailer::smtp(&url).expect("a mailer").send(&message()).await.expect_err("the sink speaks no TLS");
    assert!(sink.mails().is_empty(), "{fault}");
}

#[test]
fn a_bad_server_address_is_named_without_its_password() {
    for url in [
        "",
        "mail.example.com",
        "http://u:geheim@mail.example.com",
        "smtp://u:geheim@",
        "smtps://u:geheim@h:99999",
        "smtp://h?tls=opportunistic",
    ] {
        let fault = Mailer::smtp(url).expect_err(url);
        assert_eq!(fault.kind, MailFaultKind::Permanent);
        assert!(!format!("{fault} {}", fault.text).contains("geheim"), "{fault}");
    }
}

#[test]
fn a_letter_is_not_printed_into_logs() {
    let shown = format!("{:?}", message());
    assert!(!shown.contains('@') || !shown.contains("reporter"), "{shown}");
    assert!(!shown.contains("Thank you"), "{shown}");
}
