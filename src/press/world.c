/*
 * The world's states, capitals, peoples and bodies, as reports name them.
 *
 * SPDX-License-Identifier: ISC
 */
#include "internal.h"

/* A state: names | capital | peoples. */
#define STATE(code, names, capital, people) \
	{names, code, VB_NM_STATE}, {capital, code, VB_NM_CAPITAL}, {people, code, VB_NM_PEOPLE}
#define ORGAN(code, names) {names, code, VB_NM_ORGAN}
#define BODY(code, names) {names, code, VB_NM_BODY}

const struct vb_name vb_world[] = {
	STATE("RU", "Russia|Russian Federation|the Russian Federation", "Moscow|Kremlin",
		"Russian|Russians"),
	STATE("US", "United States|US|USA|United States of America|America", "Washington|"
		"Washington DC",
	      "American|Americans"),
	STATE("UK", "United Kingdom|UK|Britain|Great Britain|England", "London", "British|"
		"Briton|Britons"),
	STATE("UA", "Ukraine", "Kyiv|Kiev", "Ukrainian|Ukrainians"),
	STATE("DE", "Germany", "Berlin", "German|Germans"),
	STATE("FR", "France", "Paris", "French"),
	STATE("FI", "Finland", "Helsinki", "Finnish|Finns|Finn"),
	STATE("SE", "Sweden", "Stockholm", "Swedish|Swedes|Swede"),
	STATE("NO", "Norway", "Oslo", "Norwegian|Norwegians"),
	STATE("DK", "Denmark", "Copenhagen", "Danish|Danes"),
	STATE("IS", "Iceland", "Reykjavik", "Icelandic"),
	STATE("IE", "Ireland|Irish Republic", "Dublin", "Irish"),
	STATE("ES", "Spain", "Madrid", "Spanish|Spaniards"),
	STATE("PT", "Portugal", "Lisbon", "Portuguese"),
	STATE("IT", "Italy", "Rome", "Italian|Italians"),
	STATE("GR", "Greece", "Athens", "Greek|Greeks"),
	STATE("CY", "Cyprus", "Nicosia", "Cypriot|Cypriots"),
	STATE("TR", "Turkey|Turkiye", "Ankara", "Turkish|Turks"),
	STATE("PL", "Poland", "Warsaw", "Polish|Poles"),
	STATE("CZ", "Czech Republic|Czechia", "Prague", "Czech|Czechs"),
	STATE("SK", "Slovakia", "Bratislava", "Slovak|Slovaks"),
	STATE("HU", "Hungary", "Budapest", "Hungarian|Hungarians"),
	STATE("RO", "Romania", "Bucharest", "Romanian|Romanians"),
	STATE("BG", "Bulgaria", "Sofia", "Bulgarian|Bulgarians"),
	STATE("RS", "Serbia", "Belgrade", "Serbian|Serbs|Serb"),
	STATE("HR", "Croatia", "Zagreb", "Croatian|Croats"),
	STATE("SI", "Slovenia", "Ljubljana", "Slovenian|Slovene"),
	STATE("BA", "Bosnia|Bosnia and Herzegovina", "Sarajevo", "Bosnian|Bosnians"),
	STATE("XK", "Kosovo", "Pristina", "Kosovar"),
	STATE("MK", "North Macedonia|Macedonia", "Skopje", "Macedonian"),
	STATE("ME", "Montenegro", "Podgorica", "Montenegrin"),
	STATE("AL", "Albania", "Tirana", "Albanian|Albanians"),
	STATE("EE", "Estonia", "Tallinn", "Estonian|Estonians"),
	STATE("LV", "Latvia", "Riga", "Latvian|Latvians"),
	STATE("LT", "Lithuania", "Vilnius", "Lithuanian|Lithuanians"),
	STATE("BY", "Belarus", "Minsk", "Belarusian|Belarusians"),
	STATE("MD", "Moldova", "Chisinau", "Moldovan|Moldovans"),
	STATE("GE", "Georgia", "Tbilisi", "Georgian|Georgians"),
	STATE("AM", "Armenia", "Yerevan", "Armenian|Armenians"),
	STATE("AZ", "Azerbaijan", "Baku", "Azerbaijani|Azeri"),
	STATE("KZ", "Kazakhstan", "Astana|Nur-Sultan", "Kazakh"),
	STATE("UZ", "Uzbekistan", "Tashkent", "Uzbek"),
	STATE("NL", "Netherlands|Holland", "The Hague", "Dutch"),
	STATE("BE", "Belgium", "-", "Belgian|Belgians"),
	STATE("LU", "Luxembourg", "-", "Luxembourgish"),
	STATE("AT", "Austria", "-", "Austrian|Austrians"),
	STATE("CH", "Switzerland", "Bern", "Swiss"),
	STATE("IR", "Iran|Islamic Republic", "Tehran", "Iranian|Iranians"),
	STATE("IQ", "Iraq", "Baghdad", "Iraqi|Iraqis"),
	STATE("IL", "Israel", "Jerusalem|Tel Aviv", "Israeli|Israelis"),
	STATE("PS", "Palestine|Palestinian Authority", "Ramallah", "Palestinian|Palestinians"),
	STATE("SY", "Syria", "Damascus", "Syrian|Syrians"),
	STATE("LB", "Lebanon", "Beirut", "Lebanese"),
	STATE("JO", "Jordan", "Amman", "Jordanian|Jordanians"),
	STATE("EG", "Egypt", "Cairo", "Egyptian|Egyptians"),
	STATE("SA", "Saudi Arabia", "Riyadh", "Saudi|Saudis"),
	STATE("QA", "Qatar", "Doha", "Qatari|Qataris"),
	STATE("AE", "United Arab Emirates|UAE|Emirates", "Abu Dhabi", "Emirati|Emiratis"),
	STATE("OM", "Oman", "Muscat", "Omani|Omanis"),
	STATE("KW", "Kuwait", "Kuwait City", "Kuwaiti"),
	STATE("YE", "Yemen", "Sanaa", "Yemeni|Yemenis"),
	STATE("AF", "Afghanistan", "Kabul", "Afghan|Afghans"),
	STATE("PK", "Pakistan", "Islamabad", "Pakistani|Pakistanis"),
	STATE("IN", "India", "New Delhi|Delhi", "Indian|Indians"),
	STATE("BD", "Bangladesh", "Dhaka", "Bangladeshi"),
	STATE("LK", "Sri Lanka", "Colombo", "Sri Lankan"),
	STATE("CN", "China|People's Republic of China", "Beijing", "Chinese"),
	STATE("TW", "Taiwan", "Taipei", "Taiwanese"),
	STATE("JP", "Japan", "Tokyo", "Japanese"),
	STATE("KR", "South Korea", "Seoul", "South Korean|South Koreans"),
	STATE("KP", "North Korea|DPRK", "Pyongyang", "North Korean|North Koreans"),
	STATE("VN", "Vietnam", "Hanoi", "Vietnamese"),
	STATE("TH", "Thailand", "Bangkok", "Thai"),
	STATE("MM", "Myanmar|Burma", "Naypyidaw", "Burmese"),
	STATE("KH", "Cambodia", "Phnom Penh", "Cambodian"),
	STATE("MY", "Malaysia", "Kuala Lumpur", "Malaysian"),
	STATE("SG", "Singapore", "-", "Singaporean"),
	STATE("ID", "Indonesia", "Jakarta", "Indonesian"),
	STATE("PH", "Philippines", "Manila", "Philippine|Filipino|Filipinos"),
	STATE("AU", "Australia", "Canberra", "Australian|Australians"),
	STATE("NZ", "New Zealand", "Wellington", "New Zealander"),
	STATE("CA", "Canada", "Ottawa", "Canadian|Canadians"),
	STATE("MX", "Mexico", "Mexico City", "Mexican|Mexicans"),
	STATE("CU", "Cuba", "Havana", "Cuban|Cubans"),
	STATE("VE", "Venezuela", "Caracas", "Venezuelan|Venezuelans"),
	STATE("CO", "Colombia", "Bogota", "Colombian|Colombians"),
	STATE("BR", "Brazil", "Brasilia", "Brazilian|Brazilians"),
	STATE("AR", "Argentina", "Buenos Aires", "Argentine|Argentines"),
	STATE("CL", "Chile", "Santiago", "Chilean|Chileans"),
	STATE("PE", "Peru", "Lima", "Peruvian|Peruvians"),
	STATE("BO", "Bolivia", "La Paz", "Bolivian|Bolivians"),
	STATE("EC", "Ecuador", "Quito", "Ecuadorian"),
	STATE("NI", "Nicaragua", "Managua", "Nicaraguan"),
	STATE("ZA", "South Africa", "Pretoria", "South African|South Africans"),
	STATE("NG", "Nigeria", "Abuja", "Nigerian|Nigerians"),
	STATE("ET", "Ethiopia", "Addis Ababa", "Ethiopian|Ethiopians"),
	STATE("ER", "Eritrea", "Asmara", "Eritrean|Eritreans"),
	STATE("SD", "Sudan", "Khartoum", "Sudanese"),
	STATE("SS", "South Sudan", "Juba", "South Sudanese"),
	STATE("KE", "Kenya", "Nairobi", "Kenyan|Kenyans"),
	STATE("UG", "Uganda", "Kampala", "Ugandan"),
	STATE("RW", "Rwanda", "Kigali", "Rwandan"),
	STATE("CD", "Democratic Republic of Congo|Congo", "Kinshasa", "Congolese"),
	STATE("LY", "Libya", "Tripoli", "Libyan|Libyans"),
	STATE("TN", "Tunisia", "Tunis", "Tunisian|Tunisians"),
	STATE("DZ", "Algeria", "Algiers", "Algerian|Algerians"),
	STATE("MA", "Morocco", "Rabat", "Moroccan|Moroccans"),
	STATE("ML", "Mali", "Bamako", "Malian|Malians"),
	STATE("SO", "Somalia", "Mogadishu", "Somali|Somalis"),
	STATE("ZW", "Zimbabwe", "Harare", "Zimbabwean"),
	BODY("NATO", "NATO|North Atlantic Alliance|North Atlantic Treaty Organization|North "
		"Atlantic Council"),
	BODY("EU", "EU|European Union|European Commission|European Council|European Parliament|"
		"bloc"),
	BODY("UNSC", "UN Security Council|Security Council|United Nations Security Council|UNSC"),
	BODY("UN", "UN|United Nations"), BODY("UNGA", "UN General Assembly|General Assembly"),
	BODY("OSCE", "OSCE"), BODY("IAEA", "IAEA|International Atomic Energy Agency"),
	BODY("WTO", "WTO|World Trade Organization"), BODY("IMF", "IMF|International Monetary Fund"),
	BODY("WHO", "WHO|World Health Organization"), BODY("ASEAN", "ASEAN"),
	BODY("AU", "African Union"),
	BODY("G7", "G7|G-7"), BODY("G20", "G20|G-20"), BODY("OPEC", "OPEC|OPEC+"), BODY("E3", "E3"),
	BODY("AL", "Arab League"), BODY("Hamas", "Hamas"), BODY("Hezbollah", "Hezbollah"),
	BODY("Taliban", "Taliban"), BODY("Houthis", "Houthis|Houthi"), BODY("FARC", "FARC"),
	BODY("WEST", "West|Western countries|Western powers"),
	BODY("NATO", "alliance|the Alliance"),
	{"Brussels", "EU", VB_NM_CAPITAL}, {"European|Europeans", "EU", VB_NM_PEOPLE},
	{"Western", "WEST", VB_NM_PEOPLE},
	ORGAN("US", "State Department|US State Department|White House|Pentagon|Congress|Capitol "
		"Hill|"
		"US Department of State|Department of State|US Treasury|House of Representatives"),
	ORGAN("RU", "State Duma|Russian Foreign Ministry|Duma"),
	ORGAN("UK", "Downing Street|Foreign Office|House of Commons|Whitehall|Westminster|No 10"),
	ORGAN("DE", "Bundestag"), ORGAN("FR", "Elysee|Elysee Palace|Quai d'Orsay"),
	ORGAN("IL", "Knesset"),
	ORGAN("IE", "Dail"), ORGAN("KR", "Blue House"), ORGAN("IR", "Majlis"),
	ORGAN("UA", "Verkhovna Rada"),
	{"Reuters|AP|Associated Press|AFP|Agence France-Presse|TASS|Interfax|Xinhua|RIA|RIA "
		"Novosti|"
	 "RIA News|RIA news agency|DPA|ANSA|Bloomberg|BBC|CNN|CBC|NBC|CBS|ABC News|Fox News|RT|"
	 	"Sputnik|Al Jazeera|"
	 "Kyodo|Yonhap|IRNA|Fars|Tasnim|Press TV|Politico|Axios|Kommersant|Izvestia|Twitter|"
	 	"Facebook|"
	 "Anadolu|TRT|PTI|EFE|UPI|NPR|Sky News|ITV|RTE|Euronews|Deutsche Welle|Global Times",
	 	"", VB_NM_MEDIA},
	{"Washington Post|New York Times|Wall Street Journal|Financial Times|Guardian|Telegraph|"
	 "Daily Telegraph|Independent|Economist|Japan Times|Le Monde|Le Figaro|El Pais|Die Welt|"
	 "Der Spiegel|Spiegel|Bild|Haaretz|Times of Israel|Jerusalem Post|Press Herald|"
	 "Portland Press Herald|Bangor Daily News|Helsingin Sanomat|La Repubblica|Corriere "
	 	"della Sera|"
	 "Los Angeles Times|USA Today|South China Morning Post|Irish Times|Daily Mail|Moscow "
	 	"Times", "",
	 VB_NM_MEDIA},
	{"Geneva|Vienna|New York|Lausanne|Camp David|Davos|Strasbourg|Brdo|Sochi|Istanbul|"
		"Donbas|Crimea|"
	 "Europe|Eastern Europe|Western Europe|Central Asia|Middle East|Transcaucasia|Africa|Asia|"
	 "Oval Office|January|February|March|April|May|June|July|August|September|October|November|"
	 "December|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|Christmas|Easter|"
	 	"Brexit|"
	 "God|Internet|Menu|Home|Mr|Mrs|Ms", "", VB_NM_PLACE},
	{"Biden administration|Trump administration|Obama administration|Bush administration|"
	 "Clinton administration|Democrats|Republicans", "US", VB_NM_ORGAN},
};

const size_t vb_world_n = VB_ARRAY_LEN(vb_world);
