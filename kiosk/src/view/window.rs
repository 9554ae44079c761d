//! The window itself: reports and keys in, the flow's effects out, the state's screen in between.

mod frames;
mod memory;

use super::header::Setting;
use super::panels::{self, is_activity, takes_enter};
use super::pictures::Pictures;
use super::screens::{self, Screen};
use super::{Facts, Orders, Settings, Theme};
use crate::flow::{AccessMethod, CaseNumber, Effect, Event, Flow, Secret, State};
use crate::script::Driver;
use crate::text::{Language, TextError, Texts};
use eframe::egui::{Context, Popup, Ui, ViewportCommand};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::Receiver;
use std::time::{Duration, Instant};

/// What is drawn anew as a whole: another state, case, or way to open the chip.
type Place = (&'static str, CaseNumber, Option<AccessMethod>);

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
    owing: Option<Arc<AtomicBool>>,
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
            owing: None,
        })
    }

    /// The window is driven by a script.
    pub fn driven_by(self, driver: Driver) -> Self {
        Self { driver: Some(driver), ..self }
    }

    /// `owing` is true as long as the single control that was ordered has no result.
    pub fn owing(self, owing: Arc<AtomicBool>) -> Self {
        Self { owing: Some(owing), ..self }
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
        self.hear();
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
        self.act(&ctx, events);
        self.close(&ctx);
        if let Some(pause) = self.pause() {
            ctx.request_repaint_after(pause);
        }
    }

    /// What the work reports, unless a script lets the time stand still.
    fn hear(&mut self) {
        // Asked before the reports are heard: none of them is to end what may be left.
        self.happen(Event::Asked(self.leaving));
        while self.frozen.is_none()
            && let Ok(event) = self.events.try_recv()
        {
            self.happen(event);
        }
        self.leaving &= self.flow.has_something_to_lose();
    }

    /// What was done on the screen.
    fn act(&mut self, ctx: &Context, events: Vec<Event>) {
        if events.iter().any(|event| matches!(event, Event::SignIn(_))) {
            self.draft = Secret::default();
        }
        if !events.is_empty() {
            ctx.request_repaint();
        }
        for event in events {
            self.happen(event);
        }
    }

    /// A script closes the window itself, when it has come to its end.
    fn close(&self, ctx: &Context) {
        if let Some(owing) = &self.owing {
            owing.store(self.flow.owes_result(), Ordering::Release);
        }
        if self.flow.may_close() && self.driver.is_none() {
            ctx.send_viewport_cmd(ViewportCommand::Close);
        }
    }

    fn show(&mut self, ui: &mut Ui, ctx: &Context, warning: Option<Duration>) -> Vec<Event> {
        let entered = self.is_entered(ctx);
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
        ask(ctx, &mut screen, warning, leaving);
        let events = screen.events;
        self.set(setting);
        events
    }

    fn set(&mut self, setting: Option<Setting>) {
        match setting {
            Some(Setting::Theme(theme)) => self.theme = theme,
            Some(Setting::Scale(scale)) => self.scale = scale,
            None => {}
        }
    }

    /// True for the first frame of a screen, at which nothing has the keyboard.
    fn is_entered(&mut self, ctx: &Context) -> bool {
        let place = Some(place(&self.flow));
        let entered = self.drawn != place;
        if entered {
            ctx.memory_mut(|memory| memory.stop_text_input());
        }
        self.drawn = place;
        entered
    }
}

/// What is asked above the screen: whether anybody is there, or whether the case is to be left.
fn ask(ctx: &Context, screen: &mut Screen<'_>, warning: Option<Duration>, leaving: bool) {
    match warning {
        Some(left) => screens::still_there(ctx, screen, left),
        None if leaving => screens::leave(ctx, screen),
        None => {}
    }
}

fn place(flow: &Flow) -> Place {
    let method = match flow.state() {
        State::Access(entry) => Some(entry.method),
        _ => None,
    };
    (flow.state().name(), flow.case(), method)
}
