//! The forms of the planner: with what each opens, and how what was typed becomes a decision.

use super::ask_form::{Becomes, Form};
use super::axis::{date, midnight};
use super::typed::{self, Typed};
use crate::floor::schedule::{
    Activity, Break, Campaign, Contract, CoverRule, LiftKey, Mark, Marked, Of, PlanTarget, PlannedShift, Readiness,
    ScheduleCommand, ShiftId, Who, Wishes,
};
use crate::floor::{AgentId, At};
use crate::view::{PersonRow, PlanSheet, Snapshot};
use jiff::civil::Date;

/// The field for the first day of somebody new.
const FIRST_DAY: &str = "First day of somebody new; empty for who knows the work";

/// The days of a week as they are typed.
pub(super) const WEEKDAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

pub(super) fn make(snapshot: &Snapshot, first: Date) -> Form {
    Form::new("New plan", Becomes::Plan, "Make the plan")
        .about("An empty draft. Nobody works by it before it is published.")
        .field("Name", "Week 48", format!("Week {}", first.iso_week_date().week()))
        .field("First day", "2026-11-23", first.to_string())
        .field("Days", "7", "7")
        .field("Time zone", "Europe/Paris", snapshot.zone.iana_name().unwrap_or("UTC"))
}

pub(super) fn copy(sheet: &PlanSheet) -> Form {
    Form::new(format!("Copy {}", sheet.name), Becomes::Copy(sheet.plan), "Copy the plan")
        .about("A draft with the same shifts. Of a published plan it is the way to change it.")
        .field("Name", "Week 48, second", format!("{}, changed", sheet.name))
}

fn clock(at: At, snapshot: &Snapshot) -> String {
    at.timestamp().to_zoned(snapshot.zone.clone()).strftime("%H:%M").to_string()
}

fn day_and_clock(at: At, snapshot: &Snapshot) -> String {
    at.timestamp().to_zoned(snapshot.zone.clone()).strftime("%Y-%m-%d %H:%M").to_string()
}

fn agent_name(snapshot: &Snapshot, agent: AgentId) -> String {
    crate::ui::action::agent_name(snapshot, agent)
}

pub(super) fn shift(sheet: &PlanSheet, id: ShiftId, shift: &PlannedShift, snapshot: &Snapshot) -> Form {
    let who = match &shift.who {
        Who::Agent(agent) => agent_name(snapshot, *agent),
        Who::Pool { name, seats } => format!("{name} x{seats}"),
        Who::Open => "open".to_owned(),
    };
    let pause = |b: &Break| {
        let paid = if b.paid { " paid" } else { "" };
        format!("{}-{}{paid}", clock(b.from, snapshot), clock(b.until, snapshot))
    };
    let breaks: Vec<String> = shift.breaks.iter().map(pause).collect();
    Form::new("Change the shift", Becomes::Shift(sheet.plan, id), "Save the shift")
        .field("Who", "a name, a partner with its seats (Contoso x4), or open", who)
        .field("Day", "2026-11-27", date(shift.from, &snapshot.zone).to_string())
        .field("From", "08:00", clock(shift.from, snapshot))
        .field("Until; beyond midnight it ends on the next day", "17:00", clock(shift.until, snapshot))
        .field("Breaks, with commas between", "12:00-12:30, 15:00-15:15 paid", breaks.join(", "))
        .field("Activity", "queue, training, meeting", shift.activity.words())
        .tick("Pinned: the optimiser leaves it as it is", shift.pinned)
}

fn hours(minutes: u16) -> String {
    if minutes.is_multiple_of(60) {
        (minutes / 60).to_string()
    } else {
        format!("{}:{:02}", minutes / 60, minutes % 60)
    }
}

pub(super) fn contract(agents: Vec<AgentId>, from: &Contract, names: &str) -> Form {
    let has = Contract::clone(from);
    let drop = ScheduleCommand::SetContract { agents: agents.clone(), contract: None };
    let mut form = Form::new(format!("Contract of {names}"), Becomes::Contract(agents), "Save the contract")
        .field("Name", "full time", has.name.as_str())
        .field("Hours a week owed", "38", hours(has.week_min))
        .field("Hours a week at most", "40", hours(has.week_max))
        .field("Hours a day at most", "10", hours(has.day_max))
        .field("Shortest shift, hours", "4", hours(has.shift_min))
        .field("Longest shift, hours", "10", hours(has.shift_max))
        .field("Days in a row at most", "6", has.row_max.to_string())
        .field("Rest between days, hours", "11", hours(has.rest))
        .field("Weekends of any four at most", "2", has.weekends_max.to_string())
        .field("Overtime a week, hours", "6", hours(has.overtime))
        .field("A break from so many hours on; 0 for never", "6", hours(has.break_after))
        .field("Minutes of that break", "30", has.break_minutes.to_string())
        .field("Cost of an hour, €", "22.00", cents(has.cents_an_hour))
        .field("On top for overtime, %", "25", has.overtime_pct.to_string())
        .field(FIRST_DAY, "2026-11-02", has.first_day.map_or_else(String::new, |day| day.to_string()));
    form.drop = Some(("Agree on nothing any more", drop));
    form
}

fn cents(n: u32) -> String {
    format!("{}.{:02}", n / 100, n % 100)
}

pub(super) fn wishes(person: &PersonRow) -> Form {
    let has = &person.wishes;
    let window = |w: &crate::floor::schedule::Window| {
        let day = WEEKDAYS.get(usize::from(w.weekday)).copied().unwrap_or("Mon");
        format!("{day} {}-{}", hours(w.from), hours(w.until))
    };
    let windows: Vec<String> = has.windows.iter().map(window).collect();
    let days: Vec<String> = has.days_off.iter().map(Date::to_string).collect();
    let band = has.band.map(|(from, until)| format!("{}-{}", hours(from), hours(until))).unwrap_or_default();
    Form::new(format!("Wishes of {}", person.name), Becomes::Wishes(person.agent), "Save the wishes")
        .about("When they can is kept; what they like is kept where it costs nothing more.")
        .field("When they can work; empty for always", "Mon 8-17, Tue 9:30-18", windows.join(", "))
        .field("When they like to; empty for no matter", "8-17", band)
        .field("Days they would like to have off", "2026-11-27, 2026-12-24", days.join(", "))
}

pub(super) fn time_off(snapshot: &Snapshot) -> Form {
    let midnight = midnight(date(snapshot.at, &snapshot.zone), &snapshot.zone);
    let (tomorrow, after) = (midnight.plus(86_400), midnight.plus(2 * 86_400));
    Form::new("Who asks for time off?", Becomes::TimeOff, "Ask for time off")
        .field("Who", "Ade B.", "")
        .field("From", "2026-11-27 08:00", day_and_clock(tomorrow, snapshot))
        .field("Until", "2026-11-28 00:00", day_and_clock(after, snapshot))
        .field("Reason", "holidays", "")
}

pub(super) fn swap(sheet: &PlanSheet, id: ShiftId, what: &str) -> Form {
    Form::new(format!("Offer a swap of {what}"), Becomes::Swap(sheet.plan, id), "Offer the swap")
        .about("The other answers first, then a lead. Rules are looked at when it is granted.")
        .field("To whom", "Lin W.", "")
        .field("For which day of theirs; empty for a gift", "2026-11-28", "")
}

pub(super) fn campaign(id: Option<u16>, snapshot: &Snapshot) -> Form {
    let has = id.and_then(|id| snapshot.planner.campaigns.iter().find(|(of, _)| *of == id)).map(|(_, c)| c);
    let name = |c: &Campaign| c.channel.map(|id| crate::ui::action::channel_name(snapshot, id)).unwrap_or_default();
    let mut form = Form::new("Campaign", Becomes::Campaign(id), "Save the campaign")
        .field("Name", "Black Friday", has.map(|c| c.name.clone()).unwrap_or_default())
        .field("First day", "2026-11-27", has.map(|c| c.first.to_string()).unwrap_or_default())
        .field("Days", "4", has.map_or_else(|| "1".to_owned(), |c| c.days.to_string()))
        .field(
            "Volume in % of what it would be without",
            "135",
            has.map_or_else(String::new, |c| c.volume_pct.to_string()),
        )
        .field("Channel; empty for all", "X", has.map(name).unwrap_or_default());
    form.drop = id.map(|id| ("Drop the campaign", ScheduleCommand::SetCampaign { campaign: Some(id), to: None }));
    form
}

pub(super) fn lift(event: &str, pct: Option<u16>, offset: i8) -> Form {
    Form::new("Lift of an event", Becomes::Lift, "Save the lift")
        .about("Against what was learnt. Leave the volume empty to go by what was learnt again.")
        .field("Event", "black friday", event)
        .field("Days from the event; −1 is the day before", "0", offset.to_string())
        .field("Volume in % of the day without it", "180", pct.map(|p| p.to_string()).unwrap_or_default())
        .field("Channel; empty for all", "X", "")
}

pub(super) fn mark(id: Option<u32>, snapshot: &Snapshot) -> Form {
    let has = id.and_then(|id| snapshot.planner.marks.iter().find(|(of, _)| *of == id)).map(|(_, m)| m);
    let what = has.map_or_else(String::new, |m| match m.mark {
        Mark::Gap => "gap".to_owned(),
        Mark::Spike => "spike".to_owned(),
        Mark::Count(n) => n.to_string(),
    });
    let mut form = Form::new("Mark on history", Becomes::Mark(id), "Save the mark")
        .about("A gap is no zero, a spike teaches nothing, and a figure replaces what was counted in each interval.")
        .field("From", "2026-11-20 08:00", has.map(|m| day_and_clock(m.from, snapshot)).unwrap_or_default())
        .field("Until", "2026-11-20 10:00", has.map(|m| day_and_clock(m.until, snapshot)).unwrap_or_default())
        .field("What it is: gap, spike, or mentions an interval", "spike", what)
        .field("Channel; empty for all", "X", "");
    form.drop = id.map(|id| ("Take the mark away", ScheduleCommand::MarkHistory { mark: Some(id), to: None }));
    form
}

pub(super) fn item(id: Option<u16>, snapshot: &Snapshot) -> Form {
    let has = id.and_then(|id| snapshot.planner.readiness.iter().find(|(of, _)| *of == id)).map(|(_, r)| r);
    let mut form = Form::new("What must be ready", Becomes::Item(id), "Save what must be ready")
        .field("What", "Routing rules for returns tested", has.map(|r| r.what.clone()).unwrap_or_default())
        .field("Owner", "Priya N.", has.map(|r| r.owner.clone()).unwrap_or_default())
        .field("By when", "2026-11-20 18:00", has.map(|r| day_and_clock(r.due, snapshot)).unwrap_or_default());
    form.drop = id.map(|id| ("Drop it from the list", ScheduleCommand::SetReadiness { item: Some(id), to: None }));
    form
}

pub(super) fn cover(id: Option<u16>, snapshot: &Snapshot) -> Form {
    let has = id.and_then(|id| snapshot.planner.cover.iter().find(|(of, _)| *of == id)).map(|(_, r)| r.clone());
    let rule = has.unwrap_or_default();
    let days: Vec<&str> = WEEKDAYS.iter().zip(rule.weekdays).filter(|(_, on)| *on).map(|(day, _)| *day).collect();
    let mut form = Form::new("Rule of cover", Becomes::Cover(id), "Save the rule")
        .field("Name", "nights", rule.name.clone())
        .field("Weekdays on which it begins", "Mon Tue Wed", days.join(" "))
        .field("From", "22:00", format!("{:02}:{:02}", rule.from / 60, rule.from % 60))
        .field(
            "Until; not later than from is the next day",
            "06:00",
            format!("{:02}:{:02}", rule.until / 60, rule.until % 60),
        )
        .field("People at least", "2", rule.people.to_string())
        .field("Leads among them", "1", rule.leads.to_string())
        .field("Group of the leads", "team leads", rule.lead_group.clone())
        .field("Only of this group", "", rule.of.group.clone())
        .field("Only with this skill", "billing", rule.of.skill.clone())
        .field("Only with this language", "vi", rule.of.language.clone())
        .field("Only with this training", "", rule.of.training.clone())
        .tick("A plan that breaks it cannot be published", rule.hard);
    form.drop = id.map(|id| ("Drop the rule", ScheduleCommand::SetCover { rule: Some(id), to: None }));
    form
}

pub(super) fn target(snapshot: &Snapshot) -> Form {
    let has = snapshot.planner.target;
    Form::new("Planning target", Becomes::Target, "Save the target")
        .about("What every requirement is counted from. What is promised to customers stays in the settings.")
        .field("First responses in time, %", "80", has.pct.to_string())
        .field("In time is within, minutes", "15", (has.within_secs / 60).to_string())
        .field("Conversations at once", "3", cents(u32::from(has.concurrency_centi)))
        .field("Shrinkage, %", "28", has.shrinkage_pct.to_string())
        .field("Busy at most, %", "85", has.occupancy_pct.to_string())
        .field("Cost of an hour without a contract, €", "22.00", cents(has.cents_an_hour))
        .field("Seconds of work a conversation; 0 as measured", "0", has.handling_secs.to_string())
}

pub(super) fn headcount(snapshot: &Snapshot) -> Form {
    let has = snapshot.planner.employees.map(|n| n.to_string()).unwrap_or_default();
    Form::new("How many does the company employ?", Becomes::Headcount, "Save the headcount")
        .about("Companies of 100 000 and more are known to have 50 FTE on average for customers on networks.")
        .field("Employees", "120000", has)
}

/// What was typed, as a decision; or in words what is wrong with it.
pub(super) fn read(form: &Form, snapshot: &Snapshot) -> Typed<ScheduleCommand> {
    Ok(match &form.becomes {
        Becomes::Plan => ScheduleCommand::MakePlan {
            name: typed::word(form.text("Name"), "a name")?,
            first: typed::date(form.text("First day"))?,
            days: typed::number(form.text("Days"), 1..=crate::limits::PLAN_DAYS_MAX)?,
            zone: typed::word(form.text("Time zone"), "a time zone")?,
        },
        Becomes::Copy(plan) => {
            ScheduleCommand::CopyPlan { plan: *plan, name: typed::word(form.text("Name"), "a name")? }
        }
        Becomes::Shift(plan, shift) => {
            ScheduleCommand::ChangeShift { plan: *plan, shift: *shift, to: read_shift(form, snapshot)? }
        }
        Becomes::Contract(agents) => {
            ScheduleCommand::SetContract { agents: agents.clone(), contract: Some(read_contract(form)?) }
        }
        Becomes::Wishes(agent) => ScheduleCommand::SetWishes { agent: *agent, wishes: read_wishes(form)? },
        Becomes::TimeOff => ScheduleCommand::AskTimeOff {
            agent: typed::agent(form.text("Who"), snapshot)?,
            from: typed::moment(form.text("From"), snapshot)?,
            until: typed::moment(form.text("Until"), snapshot)?,
            reason: form.text("Reason").to_owned(),
        },
        Becomes::Swap(plan, gives) => read_swap(form, snapshot, *plan, *gives)?,
        Becomes::Campaign(id) => ScheduleCommand::SetCampaign {
            campaign: *id,
            to: Some(Campaign {
                name: typed::word(form.text("Name"), "a name")?,
                channel: typed::channel(form.text("Channel; empty for all"), snapshot)?,
                first: typed::date(form.text("First day"))?,
                days: typed::number(form.text("Days"), 1..=crate::limits::PLAN_DAYS_MAX)?,
                volume_pct: typed::number(form.text("Volume in % of what it would be without"), 1..=5_000)?,
            }),
        },
        Becomes::Item(id) => {
            let (what, owner) = (form.text("What"), form.text("Owner"));
            let (what, owner) = (typed::word(what, "what must be ready")?, typed::word(owner, "who sees to it")?);
            let item = Readiness {
                what,
                owner,
                due: typed::moment(form.text("By when"), snapshot)?,
                done: kept(*id, snapshot),
            };
            ScheduleCommand::SetReadiness { item: *id, to: Some(item) }
        }
        Becomes::Headcount => {
            ScheduleCommand::SetHeadcount { employees: typed::number(form.text("Employees"), 1..=10_000_000)? }
        }
        _ => read_more(form, snapshot)?,
    })
}

/// Whether it was ticked already: a new date does not take the tick away.
fn kept(id: Option<u16>, snapshot: &Snapshot) -> Option<At> {
    let items = &snapshot.planner.readiness;
    items.iter().find(|(of, _)| Some(*of) == id).and_then(|(_, item)| item.done)
}

/// [`read`] of lifts, marks, rules and targets.
fn read_more(form: &Form, snapshot: &Snapshot) -> Typed<ScheduleCommand> {
    Ok(match &form.becomes {
        Becomes::Lift => {
            let volume = form.text("Volume in % of the day without it");
            let volume_pct = if volume.is_empty() { None } else { Some(typed::number(volume, 1..=5_000)?) };
            let key = LiftKey {
                event: typed::word(form.text("Event"), "an event")?.to_lowercase(),
                channel: typed::channel(form.text("Channel; empty for all"), snapshot)?,
                offset: typed::number(form.text("Days from the event; −1 is the day before"), -30..=30)?,
            };
            ScheduleCommand::SetLift { lift: key, volume_pct }
        }
        Becomes::Mark(id) => {
            let mark = match form.text("What it is: gap, spike, or mentions an interval").to_lowercase().as_str() {
                "gap" => Mark::Gap,
                "spike" => Mark::Spike,
                "" => return Err("say what it is: gap, spike, or mentions an interval".to_owned()),
                count => Mark::Count(typed::number(count, 0..=1_000_000)?),
            };
            let to = Marked {
                channel: typed::channel(form.text("Channel; empty for all"), snapshot)?,
                from: typed::moment(form.text("From"), snapshot)?,
                until: typed::moment(form.text("Until"), snapshot)?,
                mark,
            };
            ScheduleCommand::MarkHistory { mark: *id, to: Some(to) }
        }
        Becomes::Cover(id) => ScheduleCommand::SetCover { rule: *id, to: Some(read_cover(form)?) },
        _ => ScheduleCommand::SetTarget {
            target: PlanTarget {
                pct: typed::number(form.text("First responses in time, %"), 1..=100)?,
                within_secs: typed::number::<u32>(form.text("In time is within, minutes"), 1..=10_080)? * 60,
                concurrency_centi: typed::cents(form.text("Conversations at once"))?
                    .try_into()
                    .map_err(|_| "that is too many at once".to_owned())?,
                shrinkage_pct: typed::number(form.text("Shrinkage, %"), 0..=95)?,
                occupancy_pct: typed::number(form.text("Busy at most, %"), 1..=100)?,
                cents_an_hour: typed::cents(form.text("Cost of an hour without a contract, €"))?,
                handling_secs: typed::number(form.text("Seconds of work a conversation; 0 as measured"), 0..=36_000)?,
            },
        },
    })
}

fn read_shift(form: &Form, snapshot: &Snapshot) -> Typed<PlannedShift> {
    let day = typed::date(form.text("Day"))?;
    let (from, until) = (
        typed::minutes(form.text("From"))?,
        typed::minutes(form.text("Until; beyond midnight it ends on the next day"))?,
    );
    let at = |minutes: u16, after: u16| typed::on(day, minutes + if minutes < after { 24 * 60 } else { 0 }, snapshot);
    let mut breaks = Vec::new();
    for part in form.text("Breaks, with commas between").split(',').map(str::trim).filter(|part| !part.is_empty()) {
        let paid = part.ends_with("paid");
        let (begin, end) = typed::band(part.trim_end_matches("paid").trim())?;
        breaks.push(Break { from: at(begin, from)?, until: at(end, from)?, paid });
    }
    breaks.sort();
    let until = if until <= from { until + 24 * 60 } else { until };
    Ok(PlannedShift {
        who: typed::who(form.text("Who"), snapshot)?,
        from: typed::on(day, from, snapshot)?,
        until: typed::on(day, until, snapshot)?,
        breaks,
        activity: Activity::named(form.text("Activity")),
        pinned: form.ticked("Pinned: the optimiser leaves it as it is"),
    })
}

fn read_contract(form: &Form) -> Typed<Contract> {
    let minutes = |label: &str| {
        typed::minutes(form.text(label)).map_err(|_| format!("{} is no length in hours", label.to_lowercase()))
    };
    Ok(Contract {
        name: typed::word(form.text("Name"), "a name")?,
        week_min: minutes("Hours a week owed")?,
        week_max: minutes("Hours a week at most")?,
        day_max: minutes("Hours a day at most")?,
        shift_min: minutes("Shortest shift, hours")?,
        shift_max: minutes("Longest shift, hours")?,
        row_max: typed::number(form.text("Days in a row at most"), 1..=31)?,
        rest: minutes("Rest between days, hours")?,
        weekends_max: typed::number(form.text("Weekends of any four at most"), 0..=4)?,
        overtime: minutes("Overtime a week, hours")?,
        break_after: minutes("A break from so many hours on; 0 for never")?,
        break_minutes: typed::number(form.text("Minutes of that break"), 0..=240)?,
        cents_an_hour: typed::cents(form.text("Cost of an hour, €"))?,
        overtime_pct: typed::number(form.text("On top for overtime, %"), 0..=500)?,
        first_day: match form.text(FIRST_DAY) {
            "" => None,
            day => Some(typed::date(day)?),
        },
    })
}

fn read_wishes(form: &Form) -> Typed<Wishes> {
    let mut wishes = Wishes::default();
    for part in form.text("When they can work; empty for always").split(',').map(str::trim).filter(|p| !p.is_empty()) {
        wishes.windows.push(typed::window(part)?);
    }
    let band = form.text("When they like to; empty for no matter");
    wishes.band = if band.is_empty() { None } else { Some(typed::band(band)?) };
    for part in form.text("Days they would like to have off").split([',', ' ']).filter(|p| !p.is_empty()) {
        wishes.days_off.push(typed::date(part)?);
    }
    Ok(wishes)
}

fn read_swap(
    form: &Form,
    snapshot: &Snapshot,
    plan: crate::floor::schedule::PlanId,
    gives: ShiftId,
) -> Typed<ScheduleCommand> {
    let to = typed::agent(form.text("To whom"), snapshot)?;
    let day = form.text("For which day of theirs; empty for a gift");
    if day.is_empty() {
        return Ok(ScheduleCommand::OfferSwap { plan, gives, to, takes: None });
    }
    let day = typed::date(day)?;
    let sheet =
        snapshot.planner.sheet.as_ref().filter(|sheet| sheet.plan == plan).ok_or("the plan is not on the screen")?;
    let theirs = sheet.rows.iter().flat_map(|row| row.shifts.iter()).filter(|s| s.shift.who.agent() == Some(to));
    let found = theirs.into_iter().find(|s| date(s.shift.from, &snapshot.zone) == day);
    let takes = found.map(|s| s.id).ok_or_else(|| format!("{} has no shift on {day}", agent_name(snapshot, to)))?;
    Ok(ScheduleCommand::OfferSwap { plan, gives, to, takes: Some(takes) })
}

fn read_cover(form: &Form) -> Typed<CoverRule> {
    let days = form.text("Weekdays on which it begins").to_lowercase();
    let weekdays = WEEKDAYS.map(|day| days.contains(&day.to_lowercase()));
    if !weekdays.contains(&true) {
        return Err("say at least one weekday: Mon, Tue, Wed, Thu, Fri, Sat, Sun".to_owned());
    }
    let text = |label: &str| form.text(label).to_owned();
    Ok(CoverRule {
        name: typed::word(form.text("Name"), "a name")?,
        weekdays,
        from: typed::minutes(form.text("From"))?,
        until: typed::minutes(form.text("Until; not later than from is the next day"))?,
        of: Of {
            group: text("Only of this group"),
            skill: text("Only with this skill"),
            language: text("Only with this language"),
            training: text("Only with this training"),
        },
        people: typed::number(form.text("People at least"), 0..=1_000)?,
        leads: typed::number(form.text("Leads among them"), 0..=1_000)?,
        lead_group: text("Group of the leads"),
        hard: form.ticked("A plan that breaks it cannot be published"),
    })
}
