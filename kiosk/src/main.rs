//! `idkontroll-kiosk`: reads what is named, opens the window, and starts the work behind it.

use clap::Parser;
use eframe::egui::{ViewportBuilder, vec2};
use kiosk::arguments::Arguments;
use kiosk::flow::{Mode, Timings};
use kiosk::script::{Driver, parse};
use kiosk::view::{Facts, Settings, Window};
use kiosk::work::{Inputs, Post, Worker};
use std::error::Error;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::channel;
use std::time::Instant;

fn main() -> ExitCode {
    let (started, arguments) = (Instant::now(), Arguments::parse());
    let failed = Arc::new(AtomicBool::new(false));
    let owing = Arc::new(AtomicBool::new(false));
    match open(&arguments, started, [&failed, &owing]) {
        Ok(()) if failed.load(Ordering::Acquire) || owing.load(Ordering::Acquire) => ExitCode::FAILURE,
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("idkontroll-kiosk: {error}");
            ExitCode::from(2)
        }
    }
}

/// Opens the window and stays until it is closed; says whether its script failed, and whether it owes a result.
fn open(arguments: &Arguments, started: Instant, ends: [&Arc<AtomicBool>; 2]) -> Result<(), Box<dyn Error>> {
    let inputs = Inputs::read(arguments)?;
    let driver = driver(arguments, started)?;
    let settings = settings(arguments, &inputs);
    let viewport = ViewportBuilder::default()
        .with_title("idkontroll")
        .with_inner_size(vec2(1280.0, 800.0))
        .with_fullscreen(arguments.full_screen);
    let options = eframe::NativeOptions { viewport, ..eframe::NativeOptions::default() };
    let [failed, owing] = ends.map(Arc::clone);
    let create: eframe::AppCreator<'_> = Box::new(move |creation| {
        let (events, received) = channel();
        let ctx = creation.egui_ctx.clone();
        settings.theme.apply(&ctx);
        let worker = Worker::start(inputs, Post::new(events, move || ctx.request_repaint()));
        let window = Window::new(settings, worker, received)?.owing(owing);
        Ok(match driver {
            Some(driver) => Box::new(window.driven_by(driver.reporting_to(failed))),
            None => Box::new(window),
        })
    });
    Ok(eframe::run_native("idkontroll", options, create)?)
}

fn driver(arguments: &Arguments, started: Instant) -> Result<Option<Driver>, Box<dyn Error>> {
    let (Some(script), Some(folder)) = (&arguments.script, &arguments.screenshots) else { return Ok(None) };
    std::fs::create_dir_all(folder)?;
    let beside = script.parent().map(std::path::Path::to_path_buf).unwrap_or_default();
    let commands = parse(&std::fs::read_to_string(script)?, &beside)?;
    Ok(Some(Driver::new(commands, folder.clone(), started)))
}

fn settings(arguments: &Arguments, inputs: &Inputs) -> Settings {
    let mode = arguments.mode();
    let timings = match mode {
        Mode::Attended => Timings::ATTENDED,
        Mode::Unattended => Timings::UNATTENDED,
    };
    let demands = inputs.policy.demands();
    let officers = inputs.officers.iter().flat_map(|officers| &officers.keys);
    let idle = arguments.time_out.map_or(timings.idle, std::time::Duration::from_secs);
    Settings {
        mode,
        one_control: arguments.nonce.is_some(),
        timings: Timings { idle, warning: timings.warning.min(idle / 2), ..timings }
            .within(demands.face.within_minutes),
        language: arguments.language,
        theme: arguments.theme,
        scale: arguments.scale,
        attempts: demands.face.attempts,
        facts: Facts {
            policy: demands.name.clone(),
            audience: inputs.audience.clone(),
            days: demands.retention.days,
            prints: inputs.print.is_some(),
            officers: officers.map(|key| key.label.clone()).collect(),
        },
    }
}
