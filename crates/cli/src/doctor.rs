//! `doctor`: looks at the installation and explains each finding, in the language of the environment first and in the other below.

use crate::table::Ended;
use crate::talk::{Talk, exit};
use app::Config;
use app::doctor::Finding;
use serde_json::{Value, json};
use std::process::ExitCode;
use words::Words;

fn sentence(w: Words, finding: &Finding) -> &'static str {
    if finding.fine { w.doctor_fine(finding.what) } else { w.doctor_wrong(finding.what) }
}

pub(crate) async fn doctor(talk: Talk, config: &Config) -> Ended {
    let all = app::doctor::examine(config).await;
    let other = talk.w.lang.other().words();
    if talk.json {
        let item = |finding: &Finding| -> Value {
            let (ja, en) = (words::Lang::Ja.words(), words::Lang::En.words());
            json!({ "what": finding.what, "fine": finding.fine, "detail": finding.detail, "ja": sentence(ja, finding), "en": sentence(en, finding) })
        };
        talk.data(&all.iter().map(item).collect());
    } else {
        for finding in &all {
            let mark = if finding.fine { "✓" } else { "✗" };
            talk.out(format!("{mark} {}  {}", sentence(talk.w, finding), finding.detail).trim_end());
            if !finding.fine {
                talk.out(&format!("  {}", sentence(other, finding)));
            }
        }
    }
    let wrong = all.iter().filter(|finding| !finding.fine).count();
    talk.say(&talk.w.doctor_count(wrong));
    Ok(if wrong == 0 { ExitCode::SUCCESS } else { ExitCode::from(exit::FOUND) })
}
