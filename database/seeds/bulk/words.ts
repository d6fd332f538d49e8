// prettier-ignore
const FIRST_NAMES = [
  "Ada", "Adaeze", "Aiko", "Alina", "Amir", "Ana", "Anders", "Aroha", "Asha", "Björn", "Bruna", "Carmen", "Chidi",
  "Chloé", "Dagny", "Daniel", "Deepa", "Diego", "Elif", "Emeka", "Eva", "Farah", "Felix", "Gita", "Hana", "Hugo", "Ines",
  "Isla", "Ivan", "Jamal", "Jin", "Joana", "Kaito", "Karim", "Keira", "Kofi", "Lars", "Leila", "Lena", "Linh", "Lucía",
  "Malik", "Mara", "Mateo", "Maya", "Mina", "Nadia", "Nils", "Noor", "Olu", "Omar", "Paula", "Priya", "Rafael", "Ravi",
  "Rosa", "Ruth", "Sana", "Sven", "Tala", "Tomás", "Uma", "Wei", "Yara", "Yusuf", "Zoe",
] as const;

// prettier-ignore
const LAST_NAMES = [
  "Abbas", "Adeyemi", "Almeida", "Bauer", "Bianchi", "Castro", "Chen", "Costa", "Dahl", "Demir", "Diaz", "Eriksen",
  "Farouk", "Fischer", "García", "Gupta", "Haas", "Hassan", "Horvat", "Ibrahim", "Ito", "Jansen", "Kaya", "Khan", "Kim",
  "Kovács", "Kumar", "Laine", "Larsen", "Lee", "López", "Mensah", "Meyer", "Moreau", "Mori", "Müller", "Nakamura", "Ngata",
  "Nguyen", "Novak", "Okoye", "Olsen", "Osei", "Park", "Patel", "Pereira", "Petrov", "Quispe", "Rao", "Reid", "Rossi",
  "Sato", "Schmidt", "Silva", "Singh", "Stone", "Suzuki", "Tanaka", "Torres", "Tran", "Vega", "Walker", "Weber", "Yilmaz",
] as const;

/** Words for the slots of the sentences below. */
// prettier-ignore
const SLOTS = {
  thing: [
    "the deploy", "this bug", "my resume", "the new keyboard", "the school run", "that meeting", "the migration",
    "my bike", "the sourdough", "a very old laptop", "the test suite", "our garden", "the night train", "the query plan",
    "my first 10k", "the leaky tap", "the group chat", "a second coffee", "the book club", "the weekend trip",
  ],
  good: [
    "worked first time", "is finally done", "was worth the wait", "made my day", "went better than planned",
    "is on the shelf at last", "is faster than I hoped", "taught me something", "did not break anything", "is alive",
  ],
  bad: [
    "is late again", "fell apart before lunch", "has other plans", "needs more time", "is not on speaking terms with me",
    "lost a wheel", "refuses to start", "ate my afternoon", "is somebody else's problem tomorrow", "rained off",
  ],
  place: [
    "the harbour", "the library", "platform 4", "the kitchen table", "the top of the hill", "a café with no name",
    "the back garden", "gate B12", "the office roof", "my grandmother's house", "the old town", "a tent",
  ],
  time: ["before breakfast", "at noon", "after the rain", "this evening", "all weekend", "since Monday", "at 3 in the morning"],
  food: ["ramen", "jollof", "empanadas", "a cheese sandwich", "leftover curry", "mangoes", "dumplings", "porridge", "paella"],
  topic: ["indexes", "time zones", "foreign keys", "birdsong", "knots", "verb endings", "sourdough", "chess openings", "ferns"],
  feeling: ["tired and happy", "quietly proud", "a bit lost", "hopeful", "sore", "wide awake", "impressed", "grateful"],
} as const;

// prettier-ignore
const SENTENCES = [
  "{thing} {good}.", "{thing} {bad}. Send {food}.", "Note to self: {thing} {bad} when you do it {time}.",
  "Sitting at {place} {time}, {feeling}.", "Today I learned three things about {topic} and forgot two.",
  "Does anybody here know about {topic}? Asking for {place}.", "{food} at {place}. No further questions.",
  "{thing} {good}, and I am {feeling}.", "Reading about {topic} at {place}.", "Overheard at {place}: “{thing} {bad}.”",
  "Week two of {topic}: {feeling}.", "If you are near {place}, bring {food}.", "{time}: {thing}. Now: {food}.",
  "Hot take: {topic} before {food}.", "Lost {time}, found {topic}.", "{thing} {bad}, but the view from {place} makes up for it.",
  "Small win: {thing} {good}.", "Looking for company at {place} {time}. I have {food}.", "{feeling}. That is the crud.",
  "My mentor says {topic} takes ten years. {thing} took ten minutes and {bad}.", "¿Alguien en {place}? Tengo {food}.",
  "今日は{food}。", "🎉 {thing} {good}!", "Unpopular: {food} is better {time}.",
  "I tried to explain {topic} to my father at {place}. He explained it back to me, better, and {thing} {good} after all.",
] as const;

// prettier-ignore
const REPLIES = [
  "Same here, {time}.", "Save me some {food}!", "I was at {place} too, did not see you.", "{topic}? Tell me more.",
  "Congratulations!", "Courage. {thing} {bad} for all of us once.", "So {feeling} for you.", "👏", "Ha! {thing} {good} here.",
  "Which {topic}?", "On my way with {food}.", "Noted.",
] as const;

/** A sentence as UTF-8: for each of its parts the pieces of text that can stand there. */
export type Template = readonly (readonly Uint8Array[])[];

export const SENTENCE_TEMPLATES: readonly Template[] = SENTENCES.map(templateFrom);
export const REPLY_TEMPLATES: readonly Template[] = REPLIES.map(templateFrom);

function templateFrom(sentence: string): Template {
  return sentence
    .split(/\{(\w+)\}/)
    .map((part, index) => (index % 2 === 0 ? [part] : SLOTS[part as keyof typeof SLOTS]))
    .filter(([first]) => first !== "")
    .map((choices, index) => choices.map((text) => encoded(index === 0 ? capital(text) : text)));
}

function capital(text: string): string {
  return text.replace(/^\p{Ll}/u, (letter) => letter.toUpperCase());
}

function encoded(text: string): Uint8Array {
  return Buffer.from(text);
}

/** A name as UTF-8: as it is written, and in small ASCII letters, as it stands in a handle and in an address. */
export interface Name {
  readonly written: Uint8Array;
  readonly plain: string;
  readonly plainBytes: Uint8Array;
}

export const FIRST: readonly Name[] = FIRST_NAMES.map(nameFrom);
export const LAST: readonly Name[] = LAST_NAMES.map(nameFrom);

function nameFrom(name: string): Name {
  const plain = name
    .normalize("NFKD")
    .replace(/[^A-Za-z]/g, "")
    .toLowerCase();
  return { written: encoded(name), plain, plainBytes: encoded(plain) };
}
