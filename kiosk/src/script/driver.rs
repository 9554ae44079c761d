//! Carries a script out, one command after the other, between the frames.

use super::screenshot::Screenshot;
use super::{Command, Figures, Stretch};
use crate::flow::{Event, Flow, State};
use crate::text::Language;
use crate::view::Theme;
use eframe::egui::{self, Context, Modifiers, RawInput, ViewportCommand};
use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// The longest a script waits for a state.
const PATIENCE: Duration = Duration::from_secs(120);
/// Frames until a change of words or size is settled.
const SETTLED: u8 = 3;

/// What the window does for the script.
#[derive(Debug, Clone)]
pub enum Turn {
    /// Tell the flow.
    Happen(Event),
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
}

/// A script on its way.
pub struct Driver {
    commands: VecDeque<Command>,
    folder: PathBuf,
    since: Instant,
    keys: Vec<egui::Event>,
    shot: Option<Screenshot>,
    settled: u8,
    figures: Figures,
    stretch: Option<Stretch>,
    ended: bool,
    failed: Arc<AtomicBool>,
}

impl Driver {
    /// A script that saves its pictures in a folder, in a program that started then.
    pub fn new(commands: Vec<Command>, folder: PathBuf, started: Instant) -> Self {
        Self {
            commands: commands.into(),
            folder,
            since: Instant::now(),
            keys: Vec::new(),
            shot: None,
            settled: 0,
            figures: Figures::since(started),
            stretch: None,
            ended: false,
            failed: Arc::new(AtomicBool::new(false)),
        }
    }

    /// `failed` becomes true when the script does not go as it says.
    pub fn reporting_to(self, failed: Arc<AtomicBool>) -> Self {
        Self { failed, ..self }
    }

    /// Takes note of a frame's own work, and of which of the camera's pictures it shows.
    pub fn frame(&mut self, work: Duration, picture: Option<u64>) {
        self.figures.frame(work);
        if let Some(stretch) = &mut self.stretch {
            stretch.frame(work, picture);
        }
    }

    /// Puts what the script presses where the keyboard would.
    pub fn press(&mut self, input: &mut RawInput) {
        // Without a window manager nobody says that the window has the keyboard.
        input.focused = true;
        input.events.append(&mut self.keys);
    }

    /// The next command, once the last one is done.
    pub fn step(&mut self, ctx: &Context, flow: &Flow) -> Option<Turn> {
        if !matches!(self.commands.front(), Some(Command::Leave(..))) {
            ctx.request_repaint_after(Duration::from_millis(15));
        }
        let Some(command) = self.commands.front().cloned() else {
            if !self.ended {
                println!("{}", self.figures);
                ctx.send_viewport_cmd(ViewportCommand::Close);
            }
            self.ended = true;
            return None;
        };
        match self.try_command(ctx, flow, &command) {
            Some(turn) => {
                self.commands.pop_front();
                self.since = Instant::now();
                self.settled = 0;
                turn
            }
            None => {
                if self.since.elapsed() > PATIENCE {
                    self.give_up(&format!("waited in vain in {}: {command:?}", flow.state().name()));
                }
                None
            }
        }
    }

    fn give_up(&mut self, why: &str) {
        eprintln!("idkontroll-kiosk: the script: {why}");
        self.failed.store(true, Ordering::Release);
        self.commands.clear();
    }

    /// `None` while the command is not done; `Some(None)` when it is and the window has nothing to do for it.
    fn try_command(&mut self, ctx: &Context, flow: &Flow, command: &Command) -> Option<Option<Turn>> {
        match command {
            Command::Wait(state) => (flow.state().name() == state).then_some(None),
            Command::Pause(time) => (self.since.elapsed() >= *time).then_some(None),
            Command::Leave(name, time) => self.leave(ctx, name, *time).then_some(None),
            Command::Shot(name) => self.shoot(ctx, name).then_some(None),
            Command::Theme(theme) => Some(Some(Turn::Theme(*theme))),
            Command::Scale(scale) => Some(Some(Turn::Scale(*scale))),
            Command::Words(language) => Some(Some(Turn::Words(*language))),
            Command::Freeze => Some(Some(Turn::Freeze)),
            Command::Thaw => Some(Some(Turn::Thaw)),
            command => {
                self.do_at_once(flow, command);
                Some(None)
            }
        }
    }

    /// What is typed, laid and looked at takes no time.
    fn do_at_once(&mut self, flow: &Flow, command: &Command) {
        match command {
            Command::Text(text) => self.keys.push(egui::Event::Paste(text.clone())),
            Command::Key(modifiers, key) => self.press_key(*modifiers, *key),
            Command::Take(place, away) => self.rename(place, away),
            Command::Lay(place, away) => self.rename(away, place),
            Command::Expect(verdict) => self.expect(flow, verdict),
            _ => {}
        }
    }

    /// True once the time is over.
    fn leave(&mut self, ctx: &Context, name: &str, time: Duration) -> bool {
        let stretch = self.stretch.get_or_insert_with(|| Stretch::begin(name));
        let left = time.saturating_sub(stretch.lasted());
        if left > Duration::ZERO {
            ctx.request_repaint_after(left);
            return false;
        }
        println!("{stretch}");
        self.stretch = None;
        ctx.request_repaint();
        true
    }

    fn rename(&mut self, from: &Path, to: &Path) {
        if std::fs::rename(from, to).is_err() {
            self.give_up("what is to be taken or laid is not there");
        }
    }

    fn press_key(&mut self, modifiers: Modifiers, key: egui::Key) {
        let event = |pressed| egui::Event::Key { key, physical_key: None, pressed, repeat: false, modifiers };
        self.keys.extend([event(true), event(false)]);
    }

    /// True once the picture lies in its file.
    fn shoot(&mut self, ctx: &Context, name: &str) -> bool {
        if self.settled < SETTLED {
            self.settled += 1;
            return false;
        }
        let path = self.folder.join(format!("{name}.png"));
        let shot = self.shot.get_or_insert_with(|| Screenshot::request(ctx, path));
        match shot.taken() {
            None => false,
            Some(taken) => {
                self.shot = None;
                if !taken {
                    self.give_up("a picture cannot be written");
                }
                true
            }
        }
    }

    fn expect(&mut self, flow: &Flow, expected: &str) {
        let verdict = match flow.state() {
            State::Ended(ended) => format!("{:?}", ended.decision.verdict).to_lowercase(),
            state => state.name().to_owned(),
        };
        println!("{verdict}, expected {expected}");
        if verdict != expected {
            self.give_up(&format!("the control ended as {verdict}, not as {expected}"));
        }
    }
}
