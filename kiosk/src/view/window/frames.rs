//! When a window draws: with every event, while time itself changes what is shown, and as a script drives it.

use super::{Orders, Window};
use crate::flow::State;
use crate::script::{Turn, own_time};
use crate::view::actions::SEEN;
use eframe::egui::{self, Context, Ui};
use std::time::{Duration, Instant};

impl<O: Orders> Window<O> {
    /// When the next frame is due without anything happening; never, where nothing times out.
    pub(super) fn pause(&self) -> Option<Duration> {
        let second = Some(Duration::from_secs(1));
        match self.flow.state() {
            State::SignIn(sign_in) if sign_in.waiting || self.flow.next_pin_in().is_some() => second,
            State::SignIn(_) if !self.draft.is_empty() => second,
            State::OutOfService(outage) if outage.lasts() && self.flow.officer().is_none() => None,
            State::SignIn(_) | State::Attract => None,
            // What may be decided stands there as soon as it may.
            State::Review(..) if self.flow.stood() < SEEN => Some(SEEN.saturating_sub(self.flow.stood())),
            State::Reading(..) | State::Face(..) => Some(Duration::from_millis(100)),
            _ => second,
        }
    }

    /// The script's next step.
    fn drive(&mut self, ctx: &Context, work: Duration) {
        let Some(driver) = &mut self.driver else { return };
        driver.frame(work, self.pictures.number());
        match driver.step(ctx, &self.flow) {
            None => {}
            Some(Turn::Happen(event)) => self.happen(event),
            Some(Turn::Theme(theme)) => self.theme = theme,
            Some(Turn::Scale(scale)) => self.scale = scale,
            Some(Turn::Words(language)) => self.words = language,
            Some(Turn::Freeze) => self.frozen = Some(Instant::now()),
            Some(Turn::Thaw) => {
                self.stopped += self.frozen.take().map(|since| since.elapsed()).unwrap_or_default();
            }
        }
    }
}

impl<O: Orders> eframe::App for Window<O> {
    fn ui(&mut self, ui: &mut Ui, _frame: &mut eframe::Frame) {
        let begun = own_time();
        self.draw(ui);
        self.drive(&ui.ctx().clone(), own_time().saturating_sub(begun));
    }

    fn raw_input_hook(&mut self, _ctx: &Context, input: &mut egui::RawInput) {
        if let Some(driver) = &mut self.driver {
            driver.press(input);
        }
    }
}
