//! How long concluded controls are kept: as long as the policy said when each was filed, looked after once a day.

use super::journal;
use serde_json::{Value, json};
use std::fs;
use std::io::Error;
use std::path::{Path, PathBuf};
use std::time::SystemTime;
use time::{Date, Duration, OffsetDateTime, format_description::well_known::Rfc3339};

/// What is kept of a control beside its result: until when, and what each picture brought.
pub(super) const RECORD: &str = "record.json";
/// Every control's folder has its signed result.
pub(super) const RESULT: &str = "result.jws";
/// A folder that is being written begins like this.
pub(super) const STAGING: &str = ".idkontroll-";
/// What was being written for so long was left by a program that ended.
const ABANDONED: Duration = Duration::days(1);

/// Removes what may not be kept any longer.
pub(super) struct Retention {
    folder: PathBuf,
    days: u32,
    applied: Option<Date>,
}

impl Retention {
    /// For the folder of the results, under a policy that keeps them for so many days.
    pub(super) fn new(folder: &Path, days: u32) -> Self {
        Self { folder: folder.to_path_buf(), days, applied: None }
    }

    /// Looks after the folder, unless it was looked after today.
    pub(super) fn apply(&mut self, now: OffsetDateTime) {
        if self.applied.replace(now.date()) == Some(now.date()) {
            return;
        }
        match self.remove_expired(now) {
            Ok(0) => {}
            Ok(removed) => journal::note("retention", &format_args!("{removed} controls removed")),
            Err(error) => journal::note("retention", &error),
        }
    }

    /// Removes every control whose time is over, and says how many; one that cannot be removed holds up no other.
    fn remove_expired(&self, now: OffsetDateTime) -> Result<u32, Error> {
        let (mut removed, mut failed) = (0u32, None);
        for entry in fs::read_dir(&self.folder)? {
            let path = entry?.path();
            if self.is_over(&path, now) {
                match remove(&path) {
                    Ok(()) => removed = removed.saturating_add(1),
                    Err(error) => failed = Some(error),
                }
            }
        }
        failed.map_or(Ok(removed), Err)
    }

    fn is_over(&self, folder: &Path, now: OffsetDateTime) -> bool {
        let staging = folder.file_name().is_some_and(|name| name.to_string_lossy().starts_with(STAGING));
        if staging {
            return written(folder).and_then(|at| at.checked_add(ABANDONED)).is_some_and(|end| now >= end);
        }
        let filed = written(&folder.join(RESULT)).filter(|_| is_numbered(folder));
        let end = filed.and_then(|filed| recorded(folder).or_else(|| after(filed, self.days)));
        end.is_some_and(|end| now >= end)
    }
}

/// Until when a control that is filed now is kept.
pub(super) fn end(now: OffsetDateTime, days: u32) -> Value {
    json!(after(now, days).and_then(|end| end.format(&Rfc3339).ok()))
}

/// So many days later, unless that is past every date there is.
fn after(time: OffsetDateTime, days: u32) -> Option<OffsetDateTime> {
    time.checked_add(Duration::days(i64::from(days)))
}

/// Under a name that is removed later in any case, should the program end meanwhile.
fn remove(folder: &Path) -> Result<(), Error> {
    let name = folder.file_name().unwrap_or_default().to_string_lossy();
    if name.starts_with(STAGING) {
        return fs::remove_dir_all(folder);
    }
    let going = folder.with_file_name(format!("{STAGING}{name}"));
    fs::rename(folder, &going)?;
    fs::remove_dir_all(going)
}

/// True for a folder that is named as the kiosk names them: nobody else's results are touched.
fn is_numbered(folder: &Path) -> bool {
    let name = folder.file_name().unwrap_or_default().to_string_lossy();
    name.len() == 32 && name.bytes().all(|byte| byte.is_ascii_hexdigit())
}

fn recorded(folder: &Path) -> Option<OffsetDateTime> {
    let record: Value = serde_json::from_slice(&fs::read(folder.join(RECORD)).ok()?).ok()?;
    OffsetDateTime::parse(record.get("keep_until")?.as_str()?, &Rfc3339).ok()
}

fn written(path: &Path) -> Option<OffsetDateTime> {
    path.metadata().ok()?.modified().ok().map(|time: SystemTime| time.into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::ext::NumericalDuration;

    fn filed(out: &Path, name: &str, keep_until: Option<&str>) -> PathBuf {
        let folder = out.join(name);
        fs::create_dir(&folder).unwrap();
        fs::write(folder.join(RESULT), "a result").unwrap();
        if let Some(time) = keep_until {
            fs::write(folder.join(RECORD), json!({ "keep_until": time }).to_string()).unwrap();
        }
        folder
    }

    fn number(digit: char) -> String {
        digit.to_string().repeat(32)
    }

    #[test]
    fn a_control_is_removed_when_its_time_is_over_and_not_before() {
        let out = tempfile::tempdir().unwrap();
        let now = OffsetDateTime::now_utc();
        let kept = filed(out.path(), &number('1'), Some("2999-01-01T00:00:00Z"));
        let over = filed(out.path(), &number('2'), Some("2020-01-01T00:00:00Z"));
        let old = filed(out.path(), &number('3'), None);
        let copy = filed(out.path(), "complaint-17", Some("2020-01-01T00:00:00Z"));
        let unsigned = filed(out.path(), &number('4'), Some("2020-01-01T00:00:00Z"));
        fs::remove_file(unsigned.join(RESULT)).unwrap();
        let others = filed(out.path(), "somebody-elses-result", None);
        let other = out.path().join("not-a-control");
        fs::create_dir(&other).unwrap();
        let mut retention = Retention::new(out.path(), 30);
        retention.apply(now);
        assert!(kept.exists() && old.exists() && other.exists() && !over.exists());
        retention.apply(now + 29.days());
        assert!(old.exists());
        retention.apply(now + 31.days());
        assert!(!old.exists() && kept.exists() && other.exists() && others.exists());
        assert!(copy.exists() && unsigned.exists(), "they are no controls of this kiosk");
    }

    #[test]
    fn what_was_never_finished_goes_after_a_day() {
        let out = tempfile::tempdir().unwrap();
        let staging = out.path().join(format!("{STAGING}1234"));
        fs::create_dir(&staging).unwrap();
        let mut retention = Retention::new(out.path(), 30);
        retention.apply(OffsetDateTime::now_utc());
        assert!(staging.exists(), "it may be another kiosk's");
        retention.apply(OffsetDateTime::now_utc() + 2.days());
        assert!(!staging.exists());
    }

    #[test]
    fn a_removal_that_was_broken_off_is_ended_later() {
        let out = tempfile::tempdir().unwrap();
        let folder = filed(out.path(), &number('6'), None);
        fs::write(folder.join("evidence.idk"), "a portrait").unwrap();
        fs::remove_file(folder.join(RESULT)).unwrap();
        let going = out.path().join(format!("{STAGING}{}", number('6')));
        fs::rename(&folder, &going).unwrap();
        remove(&going).unwrap();
        assert!(!going.exists());
        let folder = filed(out.path(), &number('7'), None);
        remove(&folder).unwrap();
        assert_eq!(fs::read_dir(out.path()).unwrap().count(), 0);
    }

    #[test]
    fn no_policy_is_too_long_for_the_calendar() {
        let out = tempfile::tempdir().unwrap();
        let folder = filed(out.path(), &number('8'), None);
        let mut retention = Retention::new(out.path(), u32::MAX);
        retention.apply(OffsetDateTime::now_utc());
        assert!(folder.exists());
        assert_eq!(end(OffsetDateTime::now_utc(), u32::MAX), Value::Null);
    }

    #[test]
    fn it_is_looked_after_once_a_day() {
        let out = tempfile::tempdir().unwrap();
        let mut retention = Retention::new(out.path(), 30);
        let now = OffsetDateTime::now_utc();
        retention.apply(now);
        let over = filed(out.path(), &number('5'), Some("2020-01-01T00:00:00Z"));
        retention.apply(now);
        assert!(over.exists());
        retention.apply(now + 1.days());
        assert!(!over.exists());
    }
}
