//! The receipt: a page to print, without anything about the person.

use crate::flow::Ended;
use crate::text::{Language, Texts, unmet, verdict};
use std::fmt::Write;
use time::OffsetDateTime;

/// What stands on a receipt.
pub struct Receipt<'a> {
    /// How the control ended.
    pub ended: &'a Ended,
    /// When.
    pub at: OffsetDateTime,
    /// For whom.
    pub audience: &'a str,
    /// Under which policy.
    pub policy: &'a str,
}

const STYLE: &str = "\
@page { size: A5; margin: 14mm }
body { font: 12pt/1.5 system-ui, sans-serif; color: #10202e; max-width: 36em; margin: 2em auto; padding: 0 1em }
h1 { font-size: 17pt; margin: 0 0 .2em } .outcome { font-size: 22pt; font-weight: 600; margin: .4em 0 1em }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .4em 1.2em; margin: 0 }
dt { color: #465664 } dd { margin: 0; overflow-wrap: anywhere } ul { padding-left: 1.1em; margin: 0 }
footer { border-top: 1px solid #9aa7b1; margin-top: 1.6em; padding-top: .7em; font-size: 10pt; color: #465664 }
@media print { body { margin: 0; padding: 0; max-width: none } }";

impl Receipt<'_> {
    /// The page.
    pub fn html(&self, language: Language, texts: &Texts) -> String {
        let mut page = String::new();
        let title = escape(&texts.say("kiosk-receipt-title"));
        let outcome = escape(&texts.say(verdict(self.ended.decision.verdict)));
        let _ = write!(
            page,
            "<!doctype html>\n<html lang=\"{}\">\n<meta charset=\"utf-8\">\n<title>{title}</title>\n\
             <style>\n{STYLE}\n</style>\n<h1>{title}</h1>\n<p class=\"outcome\">{outcome}</p>\n<dl>\n",
            language.tag()
        );
        for (label, value) in self.lines() {
            let _ = writeln!(page, "<dt>{}<dd>{}", escape(&texts.say(label)), escape(&value));
        }
        self.reasons(&mut page, texts);
        let note = escape(&texts.say("kiosk-receipt-note"));
        let _ = write!(page, "</dl>\n<footer>{note}</footer>\n</html>\n");
        page
    }

    fn lines(&self) -> Vec<(&'static str, String)> {
        let format = time::macros::format_description!("[year]-[month]-[day] [hour]:[minute] UTC");
        let mut lines = vec![
            ("kiosk-receipt-time", self.at.format(format).unwrap_or_default()),
            ("kiosk-receipt-number", self.ended.number.clone()),
            ("kiosk-receipt-audience", self.audience.to_owned()),
            ("kiosk-receipt-policy", self.policy.to_owned()),
        ];
        lines.extend(self.ended.decision.assurance_level.clone().map(|level| ("kiosk-receipt-level", level)));
        lines
    }

    fn reasons(&self, page: &mut String, texts: &Texts) {
        let decision = &self.ended.decision;
        let reasons = decision.reasons.iter().map(|reason| texts.say(&format!("reason-{}", reason.code())));
        let unmet = decision.unmet.iter().map(|demand| texts.say(unmet(*demand)));
        let all: Vec<String> = reasons.chain(unmet).collect();
        if all.is_empty() {
            return;
        }
        let _ = writeln!(page, "<dt>{}<dd><ul>", escape(&texts.say("kiosk-receipt-reasons")));
        for reason in all {
            let _ = writeln!(page, "<li>{}", escape(&reason));
        }
        page.push_str("</ul>\n");
    }
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::flow::{Kept, Printing};
    use verifier::assurance::Decision;
    use verifier::reason::Reason;

    #[test]
    fn a_receipt_says_the_outcome_and_its_reasons_and_is_safe_to_show() {
        let ended = Ended {
            number: "c0ffee".into(),
            decision: Decision::refused_before_examination(Reason::AccessDenied),
            folder: "out".into(),
            kept: Kept::Result,
            receipt: None,
            printing: Printing::NotAsked,
        };
        let audience = "https://issuer.example/<script>";
        let receipt = Receipt { ended: &ended, at: OffsetDateTime::UNIX_EPOCH, audience, policy: "demo" };
        for language in Language::ALL {
            let texts = Texts::new(language).unwrap();
            let page = receipt.html(language, &texts);
            assert!(page.contains("c0ffee") && page.contains("1970-01-01 00:00 UTC"));
            assert!(page.contains(&texts.say("reason-access_denied")));
            assert!(!page.contains("<script>"));
        }
    }
}
