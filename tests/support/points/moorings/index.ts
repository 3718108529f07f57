// A plugin that adds something at every point there is, for tests.
import { actorOf, definePlugin, Router, services, systemActor } from "trellis/sdk";

export const plugin = definePlugin({
  id: "moorings",
  uses: { settings: services.settings, records: services.records, ownEvents: services.ownEvents },
  setup({ settings, records, ownEvents }, host) {
    const router = new Router();
    router.get(["/api/v1/moorings/settings", "/moorings/settings"], async (ctx) => {
      ctx.body = await settings.read(actorOf(ctx));
    });
    host.routes(router);

    host.action({
      id: "moorings.berth",
      kind: "company",
      label: "moorings.berth",
      icon: "ship",
      order: 50,
      places: ["record", "list"],
      async run(actor, ids) {
        for (const id of ids) await records.change(actor, "company", id, { legalName: "Has a berth." });
        const [recordId = ""] = ids;
        await ownEvents.emit(actor, { topic: "moorings.berthed", recordId, payload: { companies: ids.length } });
        return { said: "moorings.berthed", values: { count: ids.length } };
      },
    });
    host.action({
      id: "moorings.sink",
      kind: "company",
      label: "moorings.sink",
      icon: "trash",
      order: 60,
      places: ["record", "list"],
      confirm: "moorings.sink.sure",
      run: async () => await Promise.reject(new Error("It floats.")),
    });
    host.column({
      id: "moorings.depth",
      kind: "company",
      label: "moorings.depth",
      order: 50,
      schema: { "x-type": "decimal" },
      values: async (_actor, ids) => {
        // As deep as the number of records that it is asked for at once.
        const depths = ids
          .slice(0, 2)
          .map((id, at) => [id, { value: at === 0 ? `${ids.length}.5` : "deep", path: "/" }] as const);
        return new Map(depths);
      },
    });
    host.command({
      id: "moorings.tide",
      label: "moorings.tide",
      icon: "ship",
      order: 50,
      run: async (actor) => ({ said: "moorings.high", values: { name: actor.name }, path: "/companies" }),
    });
    host.setupStep({
      id: "moorings.key",
      label: "moorings.key",
      text: "moorings.key.text",
      path: "/settings/modules/moorings/settings",
      order: 100,
      isDone: async () => (await settings.read(systemActor("moorings")))["apiKey"] !== null,
    });
    host.health({
      id: "moorings.gauge",
      label: "moorings.depth",
      check: async () => {
        const { greeting } = await settings.read(systemActor("moorings"));
        return greeting === "Ahoy" ? undefined : { said: "moorings.high", values: { name: String(greeting) } };
      },
    });
    host.health({
      id: "moorings.buoy",
      label: "moorings.buoys",
      check: async () => await Promise.reject(new Error("adrift")),
    });
    host.searchGroup({
      id: "moorings.buoys",
      title: "moorings.buoys",
      icon: "ship",
      order: 50,
      find: async (_actor, q) => [
        { title: `Buoy ${q}`, path: "/moorings/buoys/1", fact: "North" },
        { title: "Elsewhere", path: "https://example.com" },
      ],
    });
  },
});
