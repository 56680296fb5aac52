"""The languages of the United Nations; and the words of the packaged facts that people read, marked for the catalogues.

The facts live in `data/`; templates call `_(theme.name)`. A word changed there and not here fails a test.
"""

from peerhub.base.i18n.marks import N_

# The six official languages of the United Nations.
UNITED_NATIONS = ("ar", "en", "es", "fr", "ru", "zh")

# Names, short names and sentences of the themes.
THEME_WORDS = (
    N_("Data for policy"),
    N_("Gather data to adapt policy, regulation and law to the digital setting"),
    N_("Access and discoverability"),
    N_("Discoverability"),
    N_("Make diverse local cultural content reachable and findable online"),
    N_("Capacities of cultural operators"),
    N_("Capacities"),
    N_("Strengthen cultural operators, women working in culture first of all"),
    N_("Fair pay and intellectual property"),
    N_("Fair remuneration"),
    N_("Fair pay for creators and respect for their rights in their work"),
)

# Regions.
REGION_WORDS = (
    N_("Africa"),
    N_("Arab States"),
    N_("Asia and the Pacific"),
    N_("Eastern Europe"),
    N_("Latin America and the Caribbean"),
    N_("Western Europe and North America"),
    N_("Regional organisations"),
)

# Goals and areas of the monitoring framework.
POLICY_AREA_WORDS = (
    N_("Sustainable systems of governance for culture"),
    N_("Balanced flow of cultural goods and services; mobility of artists and professionals"),
    N_("Culture in sustainable development frameworks"),
    N_("Human rights and fundamental freedoms"),
    N_("Cultural and creative sectors"),
    N_("Media diversity"),
    N_("Digital environment"),
    N_("Partnering with civil society"),
    N_("Mobility of artists and cultural professionals"),
    N_("Flow of cultural goods and services"),
    N_("Treaties and agreements"),
    N_("National sustainable development policies and plans"),
    N_("International sustainable development programmes"),
    N_("Gender equality"),
    N_("Artistic freedom"),
)

# Outputs and activities of the Open Roadmap.
ROADMAP_WORDS = (
    N_("Regulation and policy"),
    N_(
        "Laws, policies and measures are drawn up or revised for the digital setting, on evidence and with "
        "participation"
    ),
    N_("Map the whole digital cultural and creative sector"),
    N_(
        "Form national teams of officials, private sector and civil society, women’s and youth groups included, and "
        "consult across the country"
    ),
    N_("Set up coordination between ministries to watch the effects of regulation, policy and sector strategies"),
    N_(
        "Draft, revise or apply regulation, policies, sector strategies and action plans for culture in the digital "
        "setting"
    ),
    N_("Digital creativity and markets"),
    N_("Policies support digital creativity, firms and markets so that the digital ecosystem stays diverse"),
    N_(
        "Study and gather data on how traceable and reachable diverse expressions are, on fair pay for creators and "
        "on metadata use by sector"
    ),
    N_("Provide places for digital creativity and innovation where artists can experiment and work together"),
    N_("Give financial or other help to small and medium firms and entrepreneurs in digital culture"),
    N_(
        "Design rules and measures for discoverability of diverse and local content, fair pay for creators and more "
        "transparent algorithms"
    ),
    N_("International agreements"),
    N_(
        "International agreements favour a balanced flow of cultural goods and services and equality between "
        "countries online"
    ),
    N_("Audit trade-agreement clauses that touch digital culture"),
    N_(
        "Set up working groups joining officials for culture, intellectual property, trade, development, technology "
        "and innovation"
    ),
    N_("Conclude co-production and co-distribution agreements that widen digital distribution"),
    N_(
        "Negotiate cultural clauses in trade and investment deals on e-commerce and digital products that recognise "
        "the double nature of cultural goods"
    ),
    N_("Digital literacy and skills"),
    N_("Digital literacy, skills and competences grow"),
    N_("Audit the digital skill gaps of the cultural and creative sectors"),
    N_("Set up training so that the sectors can take full part in a changing value chain"),
    N_(
        "Help cultural and media institutions become places where the public learns digital skills by making and trying"
    ),
    N_("Run cultural cooperation programmes that build digital literacy"),
    N_("Rights and freedoms online"),
    N_("Human rights and fundamental freedoms are promoted in the digital setting"),
    N_("Gather and analyse data on women working in digital culture to inform policy"),
    N_(
        "Adopt or strengthen policies that empower women and girls and give them equal chances of work in digital "
        "culture"
    ),
    N_("Set up bodies that take complaints and watch violations of artistic freedom online"),
    N_("Adopt or revise law against online harassment, trolling and targeted attacks, above all on female artists"),
)

# The outcomes an exchange can bring.
OUTCOME_WORDS = (
    N_("New knowledge"),
    N_("Awareness, attitude or understanding changed, so acting is more likely"),
    N_("Enhanced skills"),
    N_("A proficiency is new or better, so the person is more able to act"),
    N_("Improved consensus"),
    N_("A group with one interest shares understanding and works together better"),
    N_("Enhanced connectivity"),
    N_("New or better relations, more trust, less isolation"),
    N_("New and improved actions"),
    N_("Something is started or done differently because of what was learned; the other four can lead here"),
)

# The instruments of exchange.
INSTRUMENT_WORDS = (
    N_("Conference"),
    N_("Formal event, larger audience, one theme"),
    N_("Workshop"),
    N_("Structured, smaller; people work on one shared problem"),
    N_("Expert visit"),
    N_(
        "A specialist from a providing country diagnoses and advises in the seeking country; coaching may follow at "
        "several stages"
    ),
    N_("Knowledge fair"),
    N_("Showcase of experience, results and innovations to donors and partners"),
    N_("Technical deep dive"),
    N_("Several countries with one challenge meet in a providing country and learn from its experts and each other"),
    N_("Multi-stakeholder dialogue and consultation"),
    N_("Facilitated series of talks that brings out several views and moves to consensus or action"),
    N_("Community of practice"),
    N_("A group that meets regularly on one topic and learns from each other"),
    N_("Twinning"),
    N_(
        "One institution paired with a similar, usually more mature one, for long mutual benefit, with training and "
        "technical help"
    ),
)

# The three kinds of session.
SESSION_KIND_WORDS = (
    N_("Thematic exchange"),
    N_(
        "Thematic exchange between beneficiaries working on a theme and other Parties whose experience the "
        "beneficiaries name as relevant"
    ),
    N_("Informal exchange"),
    N_(
        "Informal exchange between beneficiaries with Expert Facility members: progress, main challenges, needs for "
        "new tools"
    ),
    N_("Closing exchange"),
    N_(
        "Closing exchange of the first phase with all beneficiaries, field offices and experts: results, adjustments,"
        " follow-up"
    ),
)

# Phases, groups and items of the toolkit.
TOOLKIT_WORDS = (
    N_("With the providers"),
    N_("With the national team"),
    N_("Preparation"),
    N_("Make a diagnostic assessment in the first phase"),
    N_("Define the seeking country’s need clearly before any exchange starts"),
    N_("Bring the sector’s actors in early so that the joint process reflects their visions and needs"),
    N_("Set up a team on each side"),
    N_("Build trust at an early stage"),
    N_("Write a risk plan: what may go wrong, what will be done about it"),
    N_("Choose the provider for policies and structures that work in the field in question"),
    N_("Let the seeking team review its own sector before it meets the peers (Uganda: three days)"),
    N_("Agree measurable intermediate outcomes with participants and check them with the provider"),
    N_("Brief host and selected peers before the meeting"),
    N_("Implementation"),
    N_("Choose among several formats; the number of exchanges varies"),
    N_("Set realistic goals for the method chosen"),
    N_("Structure the exchange and keep it inside the project’s focus"),
    N_("Let ideas, knowledge and experience on policies, practice and cases flow"),
    N_("Do something with the participants or material before each session"),
    N_("Appoint the person who leads the exchange"),
    N_("Mix meetings in person with online consultation on single topics and webinars; exchange documents"),
    N_("Let both sides present and discuss; add a public debate with high-level people where useful"),
    N_("Adapt during the exchange: needs shift, new questions come up"),
    N_("Follow-up"),
    N_("Name concrete follow-up actions with the national team"),
    N_("Plan the next steps towards the policy or rule the project is for"),
    N_("Expect policy change to outlast the exchange"),
    N_("Hold a feedback session and reflect on lessons learned"),
    N_("Exchange contacts and look for future cooperation"),
    N_("Sum up results, discuss them, quantify the effect where possible"),
    N_("Spread results through members’ networks, associations and media"),
    N_("Share the lessons with other cultural actors and hear them"),
    N_("Define steps so that policy work goes on after the exchange"),
    N_("Ask again after one to three months what changed at work"),
    N_("Policy"),
    N_("Political and economic instability in the countries involved"),
    N_("Unstable public administration, officials changing at the top and middle of decision-making"),
    N_("Complex cultural ecosystem with many actors"),
    N_("Public, private and civil society interests, needs and goals that do not fit together"),
    N_("Mistrust between stakeholders"),
    N_("Little political commitment"),
    N_("Communication"),
    N_("No shared working language; interpretation needed"),
    N_("Hard to build rapport between people who first meet online"),
    N_("Weak links between government, civil society and private sector"),
    N_("Consultations draw few answers (18 of the Parties in autumn 2019)"),
    N_("Logistics"),
    N_("Costly or unreliable connection, no suitable device"),
    N_("Time zones and clashing schedules"),
    N_("Exchanges cost much time and money; donors and participants hesitate"),
    N_("Taking part is no one’s official task, so commitment is patchy"),
    N_("No suitable expert available"),
    N_("People do not come to training or consultation"),
    N_("No common method to evaluate; little proof of effect"),
    N_("Policy level"),
    N_("Sound, informed rules, strategies and policy papers"),
    N_("Better understanding of the ecosystem the sectors work in"),
    N_("More awareness of policy issues, with confidence and motivation to change policy"),
    N_("Practical knowledge of efficient ways to develop and apply policy"),
    N_("Better policy setting and resources for drafting and applying rules"),
    N_("Networks and communities of practice in the region and beyond"),
    N_("Better evaluation and monitoring by taking critical stock of measures and results"),
    N_("Cultural and creative sectors level"),
    N_("Silos opened; people see that their problems are shared elsewhere"),
    N_("Synergies among stakeholders in the region and beyond"),
    N_("Stronger associations; institutional inertia broken"),
    N_("Better distribution of goods and services in single sectors, such as film or music"),
    N_("New platforms, networks and ways to cooperate"),
    N_("Efforts and resources pooled to move political decision-makers"),
    N_("Cooperation between the countries tried out in one industry"),
    N_("New business models found"),
    N_("Cross-cutting and spill-over effects"),
    N_("Project goals and deliverables better understood"),
    N_("Stronger technical skills in public and civil society bodies"),
    N_("Gaps in information on policy, research and practice filled"),
    N_("Better communication between public, private and civil society"),
    N_("Better coordination between the ministry of culture and core ministries"),
    N_("Parts of the project last beyond its end"),
    N_("Peer learning taken up in other policy areas or sectors"),
    N_("Easier diplomatic and cultural exchange between institutions"),
    N_("Joint practical projects started"),
    N_("Start only when needs are clearly defined, normally after the diagnostic"),
    N_("Know the actors and their needs beforehand, so that a joint process can take their visions into account"),
    N_("Establish trust early"),
    N_("Keep the contact between individuals going over time (phase 2 of the EIP guide)"),
    N_("Plan how what one person learns reaches the organisation and the country (hour-glass model)"),
    N_("Agree beforehand which changes will be measured"),
    N_("Show clear value and win managers’ support for the time spent"),
    N_("Match people, not only countries or job titles"),
    N_("Start from the seeker’s own demand; keep it voluntary"),
    N_("Offer help to those who do not know which country to ask"),
    N_("Plan translators and moderators"),
    N_("Budget for data bundles or travel to better connections"),
    N_("Give people who have never met time to get to know each other online"),
    N_("Do not judge success by satisfaction on the day"),
    N_("Do not fix the whole journey beforehand"),
    N_("Do not let a community rest on one person; plan the handover"),
)
