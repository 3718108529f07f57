import { fold } from "./normalise.ts";

/** Words by which a line of a signature is known to be a job, folded; matched as a part of the line, short ones as a word. */
export const jobWords: readonly string[] = [
  "ceo", "cto", "cfo", "coo", "cmo", "cio", "cso", "vp", "svp", "evp", "gm", "md", "hr", "pr", "it", "qa", "pm",
  "manager", "director", "president", "chief", "head of", "founder", "partner", "owner", "officer", "engineer", "developer", "consultant", "analyst",
  "assistant", "accountant", "specialist", "representative", "executive", "coordinator", "administrator", "secretary", "buyer", "purchasing",
  "sales", "marketing", "architect", "lawyer", "attorney", "designer", "supervisor", "controller", "advisor", "lead", "technician", "agent",
  "geschaftsfuhr", "leiter", "vorstand", "prokurist", "inhaber", "berater", "ingenieur", "sachbearbeiter", "mitarbeiter", "assistenz", "assistent",
  "vertrieb", "einkauf", "buchhalt", "entwickler", "referent", "beauftragte", "kaufmann", "kauffrau", "meister", "verkauf",
  "gerente", "directora", "jefe", "jefa", "responsable", "encargad", "propietari", "socio", "socia", "consultor", "ingenier", "asesor", "vendedor", "comercial",
  "contable", "abogad", "secretari", "tecnic", "presidente", "coordinador", "analista", "administrador", "compras", "ventas",
  "управител", "директор", "мениджър", "ръководител", "началник", "собственик", "съдружник", "консултант", "инженер", "счетоводител", "специалист",
  "асистент", "търговски", "представител", "продажби", "секретар", "адвокат", "експерт", "програмист", "технолог", "координатор", "анализатор",
  "经理", "总监", "董事", "总裁", "主管", "主任", "工程师", "销售", "顾问", "助理", "会计", "律师", "专员", "代表", "负责人", "创始人", "采购",
].map(fold);
