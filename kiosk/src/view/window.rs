//! The window itself: reports and keys in, the flow's effects out, the state's screen in between.

mod frames;

use super::header::Setting;
use super::panels::{self, is_activity, takes_enter};
use super::pictures::Pictures;
use super::screens::{self, Screen};
use super::{Facts, Orders, Settings, Theme};
use crate::flow::{AccessMethod, CaseNumber, Effect, Event, Flow, Secret, State};
use crate::script::Driver;
use crate::text::{Language, TextError, Texts};
use eframe::egui::{Context, Popup, Ui, ViewportCommand, text_edit::TextEditState};
use std::sync::mpsc::Receiver;
use std::time::{Duration, Instant};

/// What is drawn anew as a whole: another state, case, or way to open the chip.
type Place = (&'static str, CaseNumber, Option<AccessMethod>);

/// A PIN that nobody finishes is gone after so long.
const UNTOUCHED: Duration = Duration::from_secs(30);

/// The window.
pub struct Window<O> {
    flow: Flow,
    orders: O,
    events: Receiver<Event>,
    texts: Texts,
    texts_of: Language,
    theme: Theme,
    scale: f32,
    home: (Theme, f32),
    dressed: Option<(Theme, f32)>,
    facts: Facts,
    pictures: Pictures,
    draft: Secret,
    touched: Duration,
    leaving: bool,
    wiped: bool,
    drawn: Option<Place>,
    begun: Instant,
    stopped: Duration,
    frozen: Option<Instant>,
    words: Option<Language>,
    driver: Option<Driver>,
}

impl<O: Orders> Window<O> {
    /// A window whose flow begins now.
    pub fn new(settings: Settings, orders: O, events: Receiver<Event>) -> Result<Self, TextError> {
        let flow = Flow::new(settings.mode, settings.timings, settings.language);
        let flow = flow.with_attempts(settings.attempts);
        let scale = settings.scale.clamp(1.0, 2.0);
        Ok(Self {
            flow: match settings.one_control {
                true => flow.for_one_control(),
                false => flow,
            },
            orders,
            events,
            texts: Texts::new(settings.language)?,
            texts_of: settings.language,
            theme: settings.theme,
            scale,
            home: (settings.theme, scale),
            dressed: None,
            facts: settings.facts,
            pictures: Pictures::default(),
            draft: Secret::default(),
            touched: Duration::ZERO,
            leaving: false,
            wiped: false,
            drawn: None,
            begun: Instant::now(),
            stopped: Duration::ZERO,
            frozen: None,
            words: None,
            driver: None,
        })
    }

    /// The window is driven by a script.
    pub fn driven_by(self, driver: Driver) -> Self {
        Self { driver: Some(driver), ..self }
    }

    /// The flow that is shown.
    pub fn flow(&self) -> &Flow {
        &self.flow
    }

    /// The time of the flow: it stands still, and reports wait, while a script takes its pictures.
    fn now(&self) -> Duration {
        let until = self.frozen.unwrap_or_else(Instant::now);
        until.saturating_duration_since(self.begun).saturating_sub(self.stopped)
    }

    /// Tells the flow what happened, now.
    pub fn happen(&mut self, event: Event) {
        self.happen_at(event, self.now());
    }

    /// Tells the flow what happened, at this moment since the window began.
    pub fn happen_at(&mut self, event: Event, now: Duration) {
        for effect in self.flow.handle(event, now) {
            if matches!(effect, Effect::Wipe) {
                self.pictures.wipe();
                self.draft = Secret::default();
                (self.leaving, self.wiped) = (false, true);
            }
            self.orders.order(self.flow.case(), effect);
        }
    }

    /// One frame.
    pub fn draw(&mut self, ui: &mut Ui) {
        let ctx = ui.ctx().clone();
        self.forget(&ctx);
        self.dress(&ctx);
        while self.frozen.is_none()
            && let Ok(event) = self.events.try_recv()
        {
            self.happen(event);
        }
        let active = ctx.input(|input| input.events.iter().any(is_activity));
        self.happen(Event::Tick);
        // Asked before the answer is heard: what answers the question is no key of the screen under it.
        let warning = self.flow.warning();
        panels::drop_keys(&ctx, warning.is_some());
        self.prepare(&ctx);
        if active {
            self.happen(Event::Activity);
            self.touched = self.flow.now();
        }
        let events = self.show(ui, &ctx, warning);
        if events.iter().any(|event| matches!(event, Event::SignIn(_))) {
            self.draft = Secret::default();
        }
        if !events.is_empty() {
            ctx.request_repaint();
        }
        for event in events {
            self.happen(event);
        }
        // A script closes the window itself, when it has come to its end.
        if self.flow.may_close() && self.driver.is_none() {
            ctx.send_viewport_cmd(ViewportCommand::Close);
        }
        if let Some(pause) = self.pause() {
            ctx.request_repaint_after(pause);
        }
    }

    fn dress(&mut self, ctx: &Context) {
        if self.dressed != Some((self.theme, self.scale)) {
            self.theme.apply(ctx);
            ctx.set_zoom_factor(self.scale);
            // Nothing of a case can be marked and copied, and the keyboard changes no size that a wipe would not.
            ctx.all_styles_mut(|style| style.interaction.selectable_labels = false);
            ctx.options_mut(|options| options.zoom_with_keyboard = false);
            self.dressed = Some((self.theme, self.scale));
        }
    }

    /// After a case nothing of it is left outside the window, and in the booth nobody's settings.
    fn forget(&mut self, ctx: &Context) {
        if std::mem::take(&mut self.wiped) {
            ctx.copy_text(String::new());
            if matches!(self.flow.state(), State::Attract) {
                (self.theme, self.scale) = self.home;
            }
        }
    }

    /// Words and pictures as the state needs them; what was typed elsewhere leaves the window's memory.
    fn prepare(&mut self, ctx: &Context) {
        let language = self.words.unwrap_or(self.flow.language());
        if self.texts_of != language {
            self.texts_of = language;
            if let Ok(texts) = Texts::new(self.texts_of) {
                self.texts = texts;
            }
        }
        let holder = self.flow.state().holder();
        self.pictures.set_portrait(ctx, holder.and_then(|holder| holder.portrait.as_ref()));
        let looks = matches!(self.flow.state(), State::Face(..) | State::Judging(..) | State::Review(..));
        let view = if looks { self.orders.view() } else { None };
        self.pictures.set_camera(ctx, view);
        let forgotten = self.flow.now().saturating_sub(self.touched) >= UNTOUCHED;
        let types = match self.flow.state() {
            State::SignIn(_) => !forgotten,
            state => matches!(state, State::Access(_)),
        };
        if !types {
            self.draft = Secret::default();
            ctx.data_mut(|data| Screen::fields().map(|field| data.remove::<TextEditState>(field)));
        }
    }

    fn show(&mut self, ui: &mut Ui, ctx: &Context, warning: Option<Duration>) -> Vec<Event> {
        let place = place(&self.flow);
        let entered = self.drawn != Some(place);
        if entered {
            ctx.memory_mut(|memory| memory.stop_text_input());
        }
        self.drawn = Some(place);
        let mut screen = Screen {
            flow: &self.flow,
            texts: &self.texts,
            language: self.texts_of,
            palette: self.theme.palette(),
            theme: self.theme,
            scale: self.scale,
            facts: &self.facts,
            pictures: &self.pictures,
            draft: &mut self.draft,
            events: Vec::new(),
            enter_in_field: takes_enter(&self.flow, ctx),
            asking: warning.is_some() || self.leaving || Popup::is_any_open(ctx),
            leaving: &mut self.leaving,
            entered,
        };
        let leaving = *screen.leaving;
        let setting = panels::show(ui, &mut screen);
        match warning {
            Some(left) => screens::still_there(ctx, &mut screen, left),
            None if leaving => screens::leave(ctx, &mut screen),
            None => {}
        }
        let events = screen.events;
        match setting {
            Some(Setting::Theme(theme)) => self.theme = theme,
            Some(Setting::Scale(scale)) => self.scale = scale,
            None => {}
        }
        events
    }
}

fn place(flow: &Flow) -> Place {
    let method = match flow.state() {
        State::Access(entry) => Some(entry.method),
        _ => None,
    };
    (flow.state().name(), flow.case(), method)
}
