// Calls, meetings, visits, letters and tasks: what is to be done, on Today and on the records it is about.
import { definePlugin, type Host, services } from "trellis/sdk";
import { settleAbsence } from "./absence-rules.ts";
import { Activities } from "./activities.ts";
import { settle } from "./activity-rules.ts";
import { addActions } from "./actions.ts";
import { addRoutes } from "./addresses.ts";
import { approvalProblems } from "./approval.ts";
import { Busy } from "./busy.ts";
import { settleContact } from "./contact-facts.ts";
import { addHandingNews } from "./handing-news.ts";
import { Handings } from "./handings.ts";
import { addInvitationNews } from "./invitation-news.ts";
import { Invitations } from "./invitations.ts";
import { NextSteps } from "./next-steps.ts";
import { addParticipantNews } from "./participant-news.ts";
import { Participants } from "./participants.ts";
import { OutsideCalendars } from "./outside.ts";
import { addPieces } from "./pieces.ts";
import { lettersAbout } from "./reminder-mail.ts";
import { Reminders } from "./reminders.ts";
import { Series } from "./series.ts";
import { addWork } from "./work.ts";
import { WaitingFor } from "./waiting.ts";
import { WorkingTimes } from "./working-time.ts";

export const plugin = definePlugin({
  id: "activities",
  uses: {
    actors: services.actors,
    http: services.http,
    mail: services.mail,
    settings: services.settings,
    records: services.records,
    kinds: services.kinds,
    db: services.db,
    pages: services.pages,
    words: services.words,
    metrics: services.metrics,
    adoption: services.adoption,
  },
  setup({ actors, http, mail, settings, records, kinds, db, pages, words, metrics, adoption }, host) {
    const steps = new NextSteps({ db, records, unnamed: () => words.t("en", "activities.step") });
    const participants = new Participants(db);
    const activities = new Activities({ db, records, steps, adoption });
    const times = new WorkingTimes(records, settings);
    const outside = new OutsideCalendars({ db, records, settings, http, actors });
    const own = {
      activities,
      participants,
      outside,
      busy: new Busy({ activities, participants, times, outside, actors }),
      reminders: new Reminders(db, {
        prepare: (due) => lettersAbout({ mail, settings, records, actors }, due),
        tell: (outcome, count) => metrics.count("reminders", { outcome }, count),
      }),
      series: new Series({ db, records, participants }),
      invitations: new Invitations({ db, records, mail }),
      handings: new Handings({ db, records }),
      waitingFor: new WaitingFor({ db, records }),
      times,
    };
    addInvitationNews(host, own.invitations);
    addParticipantNews(host, participants);
    addHandingNews(host);
    addActions(host, { ...own, records });
    addRules(host, { records, times });
    addPieces(host, { ...own, kinds, records });
    addRoutes(host, { ...own, actors, db, records, pages });
    addWork(host, { ...own, steps, records });
  },
});

function addRules(host: Host, needs: Parameters<typeof settleContact>[2]): void {
  for (const action of ["create", "change"] as const) {
    host.before("absence", action, settleAbsence, { critical: true });
    host.before(
      "activity",
      action,
      async (draft, context) => {
        const approval = approvalProblems(draft, context.actor);
        const problems = await settle(draft, context, needs.records);
        await settleContact(draft, context, needs);
        return [...approval, ...problems];
      },
      { critical: true },
    );
  }
}
