// Three ways of selling to start from. Names come from the words, in the language the company begins with.

export interface StageTemplate {
  /** Last part of the word `deals.template.stage.<name>`. */
  readonly name: string;
  readonly type: "open" | "won" | "lost";
  /** Percent. */
  readonly probability: string;
  /** Days. */
  readonly quietAfter?: number;
}

const open = (name: string, probability: string, quietAfter: number): StageTemplate => ({
  name,
  type: "open",
  probability,
  quietAfter,
});
const ends: readonly StageTemplate[] = [
  { name: "won", type: "won", probability: "100" },
  { name: "lost", type: "lost", probability: "0" },
];

export const pipelineTemplates = {
  simple: [open("new", "10", 7), open("qualified", "40", 14), open("offer", "70", 14), ...ends],
  consulting: [
    open("inquiry", "10", 5),
    open("firstTalk", "25", 10),
    open("needsClear", "40", 14),
    open("proposal", "60", 14),
    open("negotiation", "80", 10),
    ...ends,
  ],
  wholesale: [
    open("request", "20", 3),
    open("quote", "40", 7),
    open("sample", "60", 14),
    open("order", "90", 7),
    ...ends,
  ],
} as const satisfies Readonly<Record<string, readonly StageTemplate[]>>;

type PipelineTemplate = keyof typeof pipelineTemplates;

export const isPipelineTemplate = (name: unknown): name is PipelineTemplate =>
  typeof name === "string" && Object.hasOwn(pipelineTemplates, name);

/** Reasons a new company starts with; the last one says nothing without a sentence. */
export const lossReasonTemplates = ["price", "competitor", "timing", "noNeed", "noAnswer", "other"] as const;
