//! The lines of a script.
//!
//! ```text
//! wait access          # until the flow stands there
//! file mrz.txt         # pastes a file's content
//! text 123456          # types
//! key Enter             # or Shift+Tab
//! take passport         # takes the document, or what a camera shows, away: the folder of this name
//! lay passport          # puts it back
//! lay passport other    # lays what the folder `other` holds there
//! take passport other   # and puts it into `other` again
//! pause 300            # milliseconds
//! leave idle 5000      # so long without asking for frames; says what the window takes by itself
//! theme dark
//! scale 2
//! shot access          # access.png
//! shots access         # access-nb.png and so on, in every language
//! expect accepted      # how the control has ended
//! ```

use crate::text::Language;
use crate::view::Theme;
use eframe::egui::{Key, Modifiers};
use std::path::{Path, PathBuf};
use std::time::Duration;
use thiserror::Error;

/// One thing to do.
#[derive(Debug, Clone, PartialEq)]
pub enum Command {
    /// Wait until the flow stands in this state.
    Wait(String),
    /// Wait for so long.
    Pause(Duration),
    /// Leave the window to itself for so long, and say under this name what it took.
    Leave(String, Duration),
    /// Type or paste this.
    Text(String),
    /// Press and release this key, with these others held down.
    Key(Modifiers, Key),
    /// Take what lies in the first folder away, into the second.
    Take(PathBuf, PathBuf),
    /// Lay into the first folder what lies in the second.
    Lay(PathBuf, PathBuf),
    /// Show this appearance.
    Theme(Theme),
    /// Show this size of text.
    Scale(f32),
    /// Show this language, or the flow's own again.
    Words(Option<Language>),
    /// Let the flow's clock stand still.
    Freeze,
    /// Let it go on.
    Thaw,
    /// Take a picture of this name.
    Shot(String),
    /// The control must have ended with this verdict.
    Expect(String),
}

/// A line that is none of a script.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("line {0} of the script is not understood")]
pub struct ScriptError(usize);

/// Reads a script; files are named from the folder it lies in.
pub fn parse(script: &str, folder: &Path) -> Result<Vec<Command>, ScriptError> {
    let mut commands = Vec::new();
    for (number, line) in (1..).zip(script.lines()) {
        let line = line.split('#').next().unwrap_or_default().trim();
        if !line.is_empty() {
            let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
            commands.extend(read(word, rest.trim(), folder).ok_or(ScriptError(number))?);
        }
    }
    Ok(commands)
}

fn read(word: &str, rest: &str, folder: &Path) -> Option<Vec<Command>> {
    let command = match word {
        "wait" => Command::Wait(rest.to_owned()),
        "pause" => Command::Pause(Duration::from_millis(rest.parse().ok()?)),
        "leave" => {
            let (name, time) = rest.split_once(' ')?;
            Command::Leave(name.to_owned(), Duration::from_millis(time.trim().parse().ok()?))
        }
        "text" => Command::Text(rest.to_owned()),
        "file" => Command::Text(std::fs::read_to_string(folder.join(rest)).ok()?.trim().to_owned()),
        "key" => key(rest)?,
        "take" => {
            let (place, away) = places(rest, folder);
            Command::Take(place, away)
        }
        "lay" => {
            let (place, away) = places(rest, folder);
            Command::Lay(place, away)
        }
        "theme" => Command::Theme(rest.parse().ok()?),
        "scale" => Command::Scale(rest.parse().ok()?),
        "shot" => Command::Shot(rest.to_owned()),
        "shots" => return Some(in_every_language(rest)),
        "expect" => Command::Expect(rest.to_owned()),
        _ => return None,
    };
    Some(vec![command])
}

/// Where it lies on the reader, and where while it is away.
fn places(names: &str, folder: &Path) -> (PathBuf, PathBuf) {
    match names.split_once(' ') {
        Some((place, away)) => (folder.join(place), folder.join(away.trim())),
        None => (folder.join(names), folder.join(names).with_extension("taken")),
    }
}

fn key(name: &str) -> Option<Command> {
    Some(match name.strip_prefix("Shift+") {
        Some(name) => Command::Key(Modifiers::SHIFT, Key::from_name(name)?),
        None => Command::Key(Modifiers::NONE, Key::from_name(name)?),
    })
}

fn in_every_language(name: &str) -> Vec<Command> {
    let mut commands = vec![Command::Freeze];
    for language in Language::ALL {
        commands.push(Command::Words(Some(language)));
        commands.push(Command::Shot(format!("{name}-{}", language.tag())));
    }
    commands.extend([Command::Words(None), Command::Thaw]);
    commands
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_become_commands_and_other_lines_are_named() {
        let folder = Path::new(".");
        let read = parse("# case\nwait idle\nkey Enter # begin\n\nscale 2", folder).unwrap();
        assert_eq!(
            read,
            [Command::Wait("idle".into()), Command::Key(Modifiers::NONE, Key::Enter), Command::Scale(2.0)]
        );
        assert_eq!(parse("wait idle\ndance", folder), Err(ScriptError(2)));
        let left = Command::Leave("idle".into(), Duration::from_secs(5));
        assert_eq!(parse("leave idle 5000", folder).unwrap(), [left]);
        let back = Command::Key(Modifiers::SHIFT, Key::Tab);
        assert_eq!(parse("key Shift+Tab", folder).unwrap(), [back]);
        let taken = Command::Take("f/passport".into(), "f/passport.taken".into());
        assert_eq!(parse("take passport", Path::new("f")).unwrap(), [taken]);
        let other = Command::Lay("f/passport".into(), "f/other".into());
        assert_eq!(parse("lay passport other", Path::new("f")).unwrap(), [other]);
        assert_eq!(parse("leave idle", folder), Err(ScriptError(1)));
        assert_eq!(parse("key Nothing", folder), Err(ScriptError(1)));
        assert_eq!(parse("shots a", folder).unwrap().len(), 11);
    }
}
