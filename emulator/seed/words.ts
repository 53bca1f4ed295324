/** Names people in the offices have, and what they do there. */
type Locale = { given: string[]; surnames: string[]; language: string };

const list = (text: string): string[] => text.split(' ');

export const LOCALES = {
  nordic: {
    given: list('Aino Eero Ilona Jari Kaisa Lauri Mikko Noora Petri Riikka Sanna Tuomas Astrid Björn Ebba Gustav Hedda Karin Linnéa Oskar Signe Ulrika Viktor Åsa'),
    surnames: list('Korhonen Virtanen Nieminen Mäkelä Laine Heikkinen Järvinen Salonen Rantanen Lehtonen Andersson Bergström Dahl Ekström Forsberg Holmgren Lindholm Nyström Sandberg Sjöberg Wallin Öberg'),
    language: 'en-GB',
  },
  german: {
    given: list('Anja Bernd Carla Dieter Elke Florian Greta Heiko Iris Jürgen Katrin Lukas Miriam Nils Petra Ralf Sabine Tobias Ute Volker Yasemin Emre Svenja Torsten'),
    surnames: list('Becker Brinkmann Fischer Hartmann Hoffmann Jansen Keller Krüger Lehmann Meyer Möller Neumann Petersen Richter Schäfer Schröder Schulz Voigt Wagner Wolff Yıldız Demir Zimmermann'),
    language: 'de-DE',
  },
  polish: {
    given: list('Agnieszka Bartosz Celina Dariusz Elżbieta Filip Grażyna Jakub Joanna Kamil Katarzyna Łukasz Magdalena Michał Natalia Paweł Piotr Sylwia Szymon Wiktoria Zofia Marek'),
    surnames: list('Adamczyk Dąbrowski Górski Jankowska Kaczmarek Kamiński Krawczyk Lewandowski Majewska Mazur Pawlak Piotrowski Sikora Szymańska Wiśniewski Wójcik Zając Zieliński Żak Baran'),
    language: 'pl-PL',
  },
  french: {
    given: list('Adèle Baptiste Camille Damien Élise Fabien Gaëlle Hugo Inès Julien Léa Mathieu Nadia Olivier Pauline Quentin Rachid Sophie Théo Yasmine'),
    surnames: list('Bernard Blanchard Chevalier Dubois Faure Fontaine Garnier Girard Lambert Lefèvre Marchand Mercier Moreau Perrin Renaud Rousseau Benali Haddad Vidal'),
    language: 'fr-FR',
  },
  portuguese: {
    given: list('Beatriz Bruno Carolina Diogo Filipa Gonçalo Helena João Leonor Luís Mafalda Miguel Nuno Rita Rui Sara Tiago Vasco'),
    surnames: list('Almeida Azevedo Carvalho Correia Esteves Ferreira Gonçalves Lopes Magalhães Marques Nogueira Pereira Pinto Ramos Ribeiro Santos Teixeira'),
    language: 'pt-PT',
  },
  indian: {
    given: list('Aarav Ananya Arjun Deepa Divya Ganesh Harish Kavitha Lakshmi Manoj Meera Naveen Pooja Rahul Ramesh Sanjana Sunita Suresh Vikram Vidya'),
    surnames: list('Balakrishnan Chandran Desai Gupta Iyer Joshi Krishnan Kumar Menon Mukherjee Nair Patel Pillai Rao Reddy Sharma Srinivasan Subramanian Venkatesh'),
    language: 'en-IN',
  },
  american: {
    given: list('Alicia Brandon Carmen Derek Elena Frank Grace Hector Imani Jason Keisha Logan Maya Nathan Olivia Patrick Rosa Samuel Tara Wei Xavier'),
    surnames: list('Alvarez Brooks Chen Coleman Diaz Ellis Foster Garcia Hayes Jackson Kim Lopez Mitchell Nguyen Ortiz Parker Reed Sullivan Torres Walker Washington'),
    language: 'en-US',
  },
} satisfies Record<string, Locale>;

export type Office = { name: string; street: string; postalCode: string; city: string; state: string | null; country: string; code: string; locale: keyof typeof LOCALES; phone: string; weight: number; plant: boolean };

export const OFFICES: readonly Office[] = [
  { name: 'Helsinki HQ', street: 'Satamakatu 12', postalCode: '00160', city: 'Helsinki', state: null, country: 'Finland', code: 'FI', locale: 'nordic', phone: '+358 9', weight: 16, plant: false },
  { name: 'Hamburg Plant', street: 'Werftstraße 40', postalCode: '20459', city: 'Hamburg', state: 'Hamburg', country: 'Germany', code: 'DE', locale: 'german', phone: '+49 40', weight: 24, plant: true },
  { name: 'Gdańsk Plant', street: 'ul. Stoczniowa 7', postalCode: '80-873', city: 'Gdańsk', state: 'Pomorskie', country: 'Poland', code: 'PL', locale: 'polish', phone: '+48 58', weight: 20, plant: true },
  { name: 'Göteborg Office', street: 'Lindholmsallén 9', postalCode: '417 55', city: 'Göteborg', state: 'Västra Götaland', country: 'Sweden', code: 'SE', locale: 'nordic', phone: '+46 31', weight: 9, plant: false },
  { name: 'Lyon Office', street: '12 quai Rambaud', postalCode: '69002', city: 'Lyon', state: 'Auvergne-Rhône-Alpes', country: 'France', code: 'FR', locale: 'french', phone: '+33 4', weight: 9, plant: false },
  { name: 'Porto Shared Services', street: 'Rua do Ouro 250', postalCode: '4150-553', city: 'Porto', state: 'Porto', country: 'Portugal', code: 'PT', locale: 'portuguese', phone: '+351 22', weight: 8, plant: false },
  { name: 'Chennai Technology Centre', street: '18 Rajiv Gandhi Salai', postalCode: '600113', city: 'Chennai', state: 'Tamil Nadu', country: 'India', code: 'IN', locale: 'indian', phone: '+91 44', weight: 8, plant: false },
  { name: 'Milwaukee Plant', street: '2100 W Canal Street', postalCode: '53233', city: 'Milwaukee', state: 'WI', country: 'United States', code: 'US', locale: 'american', phone: '+1 414', weight: 6, plant: true },
];

export type Department = { name: string; weight: number; director: string; lead: string; jobs: string[]; plantOnly: boolean };

export const DEPARTMENTS: readonly Department[] = [
  { name: 'Production', weight: 24, director: 'Director of Production', lead: 'Shift Lead', jobs: ['Machine Operator', 'Assembly Technician', 'CNC Operator', 'Line Inspector'], plantOnly: true },
  { name: 'Engineering', weight: 14, director: 'Director of Engineering', lead: 'Engineering Lead', jobs: ['Mechanical Engineer', 'Design Engineer', 'Controls Engineer', 'Test Engineer'], plantOnly: false },
  { name: 'Sales', weight: 13, director: 'Sales Director', lead: 'Regional Sales Manager', jobs: ['Account Manager', 'Sales Engineer', 'Inside Sales Representative'], plantOnly: false },
  { name: 'Finance', weight: 12, director: 'Chief Financial Officer', lead: 'Finance Manager', jobs: ['Accountant', 'Financial Analyst', 'Accounts Payable Clerk', 'Controller'], plantOnly: false },
  { name: 'Logistics', weight: 8, director: 'Director of Logistics', lead: 'Warehouse Manager', jobs: ['Warehouse Operative', 'Transport Planner', 'Customs Specialist'], plantOnly: true },
  { name: 'Maintenance', weight: 6, director: 'Head of Maintenance', lead: 'Maintenance Lead', jobs: ['Maintenance Technician', 'Electrician', 'Facility Technician'], plantOnly: true },
  { name: 'Quality', weight: 5, director: 'Director of Quality', lead: 'Quality Lead', jobs: ['Quality Engineer', 'Metrology Technician'], plantOnly: false },
  { name: 'IT', weight: 6, director: 'Chief Information Officer', lead: 'IT Team Lead', jobs: ['Systems Engineer', 'Service Desk Agent', 'Business Applications Specialist', 'Network Engineer'], plantOnly: false },
  { name: 'Procurement', weight: 4, director: 'Head of Procurement', lead: 'Category Manager', jobs: ['Buyer', 'Supplier Quality Specialist'], plantOnly: false },
  { name: 'Human Resources', weight: 4, director: 'Chief People Officer', lead: 'HR Manager', jobs: ['HR Business Partner', 'Recruiter', 'Payroll Specialist'], plantOnly: false },
  { name: 'Marketing', weight: 2, director: 'Head of Marketing', lead: 'Brand Manager', jobs: ['Content Specialist', 'Event Manager'], plantOnly: false },
  { name: 'Legal', weight: 2, director: 'General Counsel', lead: 'Senior Counsel', jobs: ['Legal Counsel', 'Compliance Officer'], plantOnly: false },
];

/** Firms whose people are guests here. */
export const PARTNERS = [
  { domain: 'brightfield-logistics.example', company: 'Brightfield Logistics' },
  { domain: 'oskar-partner.example', company: 'Oskar & Partner' },
  { domain: 'tidewater-audit.example', company: 'Tidewater Audit' },
  { domain: 'kestrel-robotics.example', company: 'Kestrel Robotics' },
] as const;

/** The firm bought last year, whose people work here under their old identities. */
export const ACQUIRED = { domain: 'norrvik.example', company: 'Norrvik Castings' } as const;
