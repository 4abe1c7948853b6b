/** The people of the town; everybody's password is PASSWORD. */
export const PASSWORD = 'sunday hikers';

export const PEOPLE = [
  ['ada', 'Ada Moretti'],
  ['ben', 'Ben Okafor'],
  ['joon', 'Joon Park'],
  ['nora', 'Nora Lindqvist'],
  ['tomas', 'Tomás Silva'],
  ['lea', 'Lea Brandt'],
  ['ines', 'Inès Dubois'],
  ['priya', 'Priya Raman'],
  ['rosa', 'Rosa Weber'],
  ['yusuf', 'Yusuf Demir'],
  ['mei', 'Mei Tanaka'],
  ['omar', 'Omar Haddad'],
] as const;

type Place = Readonly<{
  title: string;
  owner: string;
  members: readonly string[];
  invited: readonly string[];
  messages: number;
  /** How many of them ada has not read. */
  unread: number;
}>;

export const GROUPS: readonly Place[] = [
  {
    title: 'Sunday hikers',
    owner: 'ada',
    members: ['ben', 'joon', 'nora', 'lea'],
    invited: ['rosa'],
    messages: 900,
    unread: 4,
  },
  { title: 'Flat 12', owner: 'lea', members: ['ada', 'tomas', 'mei'], invited: [], messages: 500, unread: 12 },
  {
    title: 'Engine room',
    owner: 'ines',
    members: ['ben', 'omar', 'yusuf', 'joon'],
    invited: ['ada', 'priya'],
    messages: 1_200,
    unread: 0,
  },
  {
    title: 'Book circle',
    owner: 'priya',
    members: ['ada', 'nora', 'rosa', 'mei', 'tomas'],
    invited: ['ben'],
    messages: 600,
    unread: 0,
  },
  { title: 'Photo walk', owner: 'mei', members: ['ada', 'joon', 'yusuf'], invited: ['omar'], messages: 250, unread: 2 },
];

/** Who talks with whom, and how much. */
export const PAIRS: readonly (readonly [string, string, number])[] = [
  ['ada', 'ben', 320],
  ['ada', 'joon', 140],
  ['ada', 'lea', 90],
  ['tomas', 'ada', 60],
  ['ben', 'ines', 200],
  ['joon', 'nora', 120],
  ['priya', 'mei', 180],
  ['omar', 'yusuf', 150],
];

/** Private chats that wait for a yes, with what was written meanwhile. */
export const WAITING: readonly (readonly [string, string, string])[] = [
  ['rosa', 'ada', 'Hi, we met at the market on Saturday. About the bicycle…'],
  ['yusuf', 'ada', 'Ada? It’s Yusuf from the photo walk. I have your lens cap.'],
];

export const SENTENCES: readonly string[] = `Morning! Weather says dry until four. Still on for the ridge?
Train leaves at 7:42, platform 3
I’m in. Bringing bread, cheese and far too many apples 🍎
Can we take the long way back? The bridge on the short one is closed since Tuesday.
Long way it is.
Here is the map: https://maps.example.org/ridge-loop
Hello everyone, thanks for having me!
I can bring the stove if someone has gas
I have two cartridges
Water is off tomorrow from 9 to 12
Who has the spare key?
On the shelf behind the coffee.
Did anybody order three kilos of rice?
That was me, sorry. It was cheaper.
See you at eight then
Running ten minutes late
No hurry, we just sat down.
🎉🎉
The second chapter is where it gets good.
I gave up after page forty. Convince me.
You have to read it for the aunt alone.
“The Leopard” won with five votes
Next time at mine, I have the big table now.
Does anyone remember the name of that place with the green door?
Osteria something. I’ll look at the receipt.
Deploy is done, nothing caught fire.
The disk alarm was the backup again. I moved it to 3 a.m.
Can you look at the third graph? It has a tooth every two minutes.
That’s the CPU line in the log, it’s meant to be there.
Ha. Fine. Closing the ticket.
I’d rather we measure it before we argue about it.
Measured: it halves. Merging.
The light at the harbour was unreal tonight.
Send the one with the crane!
Too blurry. The one before it is better.
How was the interview?
Long. They asked what rust is good for.
And?
Keeping people honest about maintenance.
I still have your umbrella, by the way.
Keep it, it never rains when I carry it.
Happy birthday! Cake at four?
Four thirty, the oven is slow.
Left the parcel with your neighbour.
Found it, thank you.
Is the door code still the old one?
Changed it on Monday. I’ll tell you in person.
Good idea.
The cat is on the roof again.
She comes down when she’s hungry. Everyone does.
What time is it for you?
Half past midnight, but I’m awake.
Let’s talk tomorrow, sleep well.
You too.
Grazie mille!
Prego, figurati.
Anyone for coffee at three?
Me
Me too, if there is sugar left.
There is never sugar left.
I’ll bring some.
About the offer, I think we should say yes.
Read the last paragraph first.
Hm. You’re right. Let me ask them.
They said they can move the date.
Then I have no objections.
Call me when you land
Landed. Waiting for the bag, as ever.
The bridge is open again!
Finally.
Same time next Sunday?
Every other Sunday, rain or shine.`.split('\n');
