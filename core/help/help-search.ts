// Answers of the help, found by the search of the whole product.
import type { Words } from "../i18n/words.ts";
import type { SearchGroup } from "../records/pages/record-action.ts";
import { topics } from "./topics.ts";

export const helpSearch = (words: Words): SearchGroup => ({
  id: "help.topics",
  title: "help.title",
  icon: "help-circle",
  order: 900,
  async find({ language }, q, limit) {
    const wanted = q.toLowerCase();
    return topics
      .map(({ id }) => ({
        id,
        title: words.t(language, `help.${id}.question`),
        answer: words.t(language, `help.${id}.answer`),
      }))
      .filter(({ title, answer }) => `${title} ${answer}`.toLowerCase().includes(wanted))
      .slice(0, limit)
      .map(({ id, title }) => ({ title, path: `/help?${new URLSearchParams({ q: title })}#${id}` }));
  },
});
