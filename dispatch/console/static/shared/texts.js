// @ts-check
/** The catalogue of every text of the screens. Russian first; no sentence is glued together from pieces. */

import { PLANNER } from './texts-planner.js';
import { ROADS_TEXTS } from './texts-roads.js';
import { SHIFT } from './texts-shift.js';
import { TABLET } from './texts-tablet.js';
import { TRANSPORT } from './texts-transport.js';

import { CONSOLE_TEXTS } from './texts-console.js';

/** @typedef {'ru'|'en'} Language */

/** @type {Record<string, [string, string]>} */
const TEXTS = {
  ...CONSOLE_TEXTS,
  ...PLANNER,
  ...ROADS_TEXTS,
  ...SHIFT,
  ...TABLET,
  ...TRANSPORT,

  // links and time
  'link.live': ['Связь есть', 'Connected'],
  'link.opening': ['Соединяемся…', 'Connecting…'],
  'link.lost': ['Связь потеряна, данные от {at}', 'Connection lost, data as of {at}'],
  'link.lost-empty': ['Сервер не отвечает, данных пока нет', 'The server does not answer, no data yet'],
  'link.signed-out': ['Вход закончился: войдите снова', 'Signed out: sign in again'],
  'link.sign-in': ['Войти', 'Sign in'],
  'time.min': ['{n} мин', '{n} min'],
  'time.span': ['{n}–{most} мин', '{n}–{most} min'],
  'time.span-means': ['в половине случаев не дольше {n} мин, в девяти из десяти не дольше {most} мин', 'half arrive within {n} min, nine of ten within {most} min'],
  'time.moment': ['меньше минуты', 'under a minute'],
  'time.unknown': ['неизвестно', 'unknown'],
  'time.left': ['осталось', 'left'],
  'time.late': ['просрочено', 'overdue'],
  'distance.m': ['{n} м', '{n} m'],
  'distance.km': ['{n} км', '{n} km'],

  // problems
  'problem.offline': ['Сервер не ответил. Ничего не потеряно, повторите.', 'The server did not answer. Nothing is lost, try again.'],
  'problem.stale': ['Обстановка изменилась, пока вы решали.', 'The situation changed while you were deciding.'],
  'problem.unnamed': ['Сервер ответил ошибкой {status}.', 'The server answered with error {status}.'],
  'problem.dismiss': ['Понятно', 'Got it'],

  // map
  'map.title': ['Карта', 'Map'],
  'map.dated': ['Загружена {label} от {date}', 'Loaded: {label} of {date}'],
  'map.undated': ['Загружена {label}, дата не указана', 'Loaded: {label}, no date given'],
  'map.schematic': ['Схема, не карта', 'A schematic, not a map'],
  'map.synthetic': ['Не снято с местности: {km} км дорог (пунктир)', 'Not surveyed: {km} km of roads (dashed)'],
  'map.learnt': ['Скорости выучены по поездкам бригад: {runs}, до {date}', 'Speeds learnt from {runs} runs, until {date}'],
  'map.no-tiles': ['Подложка карты готовится', 'The base map is being prepared'],
  'map.no-webgl': ['Карта не рисуется на этом компьютере. Всё остальное работает.', 'The map cannot be drawn here. All else works.'],
  'map.zoom-in': ['Приблизить', 'Zoom in'],
  'map.zoom-out': ['Отдалить', 'Zoom out'],
  'map.north': ['Север вверх', 'North up'],

  // top bar
  'top.brand': ['Доезд', 'Doezd'],
  'top.new-call': ['Новый вызов', 'New call'],
  'top.mode': ['Назначение', 'Dispatching'],
  'mode.propose': ['Предлагать', 'Propose'],
  'mode.automatic': ['Автоматически', 'Automatic'],
  'top.free': ['свободных бригад', 'crews free'],
  'top.degraded': ['Работаем с ограничениями', 'Working with limits'],
  'top.since': ['с {at}', 'since {at}'],
  'top.theme.dark': ['День', 'Day'],
  'top.theme.light': ['Ночь', 'Night'],

  // queue
  'queue.title': ['Очередь', 'Queue'],
  'queue.waiting': ['Ждут бригаду', 'Waiting for a crew'],
  'queue.assigned': ['Бригада назначена', 'Crew assigned'],
  'queue.empty': ['Вызовов в очереди нет', 'No calls are waiting'],
  'queue.loading': ['Загружаем обстановку…', 'Loading the situation…'],
  'queue.recommended': ['Предложена {crew}, {eta}', 'Proposed {crew}, {eta}'],
  'queue.nobody': ['Свободной бригады нет', 'No crew is free'],
  'queue.deciding': ['Подбираем бригаду…', 'Choosing a crew…'],
  'queue.may-be-late': ['может не успеть к {at}', 'may not be there by {at}'],
  'queue.will-be-late': ['не успевает к {at}', 'will not be there by {at}'],
  'queue.eta-at': ['прибытие {at}', 'arrival {at}'],
  'queue.child': ['ребёнок', 'child'],
  'queue.critical': ['критическое в карте', 'critical alert in record'],
  'queue.received': ['принят {at}', 'received {at}'],

  'context.pending': ['ищем пациента', 'looking for the patient'],
  'context.certain': ['пациент найден', 'patient found'],
  'context.confirmed-by-crew': ['пациент подтверждён', 'patient confirmed'],
  'context.candidates': ['личность не подтверждена', 'identity not confirmed'],
  'context.none': ['в ЕМИС не найден', 'not found in EMR'],
  'context.unavailable': ['ЕМИС не отвечает', 'EMR does not answer'],
  'context.not-asked': ['ЕМИС не запрашивали', 'EMR not asked'],
  'context.withdrawn': ['карта снята: не тот пациент', 'record withdrawn: wrong patient'],

  'urgency.1': ['угроза жизни', 'life threat'],
  'urgency.2': ['экстренная', 'emergency'],
  'urgency.3': ['неотложная', 'urgent'],
  'urgency.4': ['может подождать', 'can wait'],

  // the planner's runs
  'runs.brand': ['Имитационные прогоны', 'Simulated runs'],
  'runs.to-board': ['Пульт', 'Board'],
  'runs.loading': ['Загружаем прогоны…', 'Loading the runs…'],
  'runs.none': ['Прогонов пока нет', 'No runs yet'],
  'runs.how': ['Запущенный прогон появится здесь сам. Сравнить два сценария:', 'A run appears here by itself. To compare two scenarios:'],
  'runs.going': ['Идут', 'Going on'],
  'runs.over': ['Закончены', 'Ended'],
  'runs.hidden': ['Более старых прогонов не показано: {n}', 'Older runs not shown: {n}'],
  'runs.unreadable': ['Не прочитаны', 'Not readable'],
  'runs.why.too-big': ['status.json больше 64 КБ: это не состояние прогона', 'status.json is over 64 KB: no status of a run'],
  'runs.why.not-json': ['status.json записан не до конца или это не JSON', 'status.json is half-written or no JSON'],
  'runs.why.wrong-field': ['в status.json нет нужных полей или их значения недопустимы', 'status.json lacks fields or has impossible values'],
  'runs.why.no-access': ['status.json не открывается: проверьте права', 'status.json cannot be opened: check the permissions'],
  'runs.state.running': ['идёт', 'running'],
  'runs.state.done': ['закончен', 'done'],
  'runs.state.stopped': ['остановлен', 'stopped'],
  'runs.state.failed': ['прерван ошибкой', 'failed'],
  'runs.state.silent': ['молчит', 'silent'],
  'runs.policy': ['правило {policy}', 'policy {policy}'],
  'runs.progress': ['Сделано повторов', 'Replications done'],
  'runs.done': ['{done} из {total} повторов', '{done} of {total} replications'],
  'runs.done-open': ['повторов: {done}', 'replications: {done}'],
  'runs.started': ['начат {at}', 'started {at}'],
  'runs.ended': ['последняя запись {at}', 'last heard {at}'],
  'runs.silent': ['нет вестей с {at}: прогон, возможно, остановлен', 'not heard since {at}: it may have been stopped'],
  'runs.eta': ['осталось {left}, до {at}', '{left} left, until {at}'],
  'runs.moment': ['{day}, {clock}', '{day}, {clock}'],
  'runs.metric': ['среднее', 'mean'],
  'runs.mean': ['{metric}: {mean} ± {half} {unit} (95 % ДИ)', '{metric}: {mean} ± {half} {unit} (95 % CI)'],
  'runs.mean-alone': ['{metric}: {mean} {unit}', '{metric}: {mean} {unit}'],
  'runs.report': ['Отчёт', 'Report'],

  // details
  'tab.incident': ['Вызов', 'Call'],
  'tab.crews': ['Бригады', 'Crews'],
  'details.none': ['Выберите вызов в очереди или на карте', 'Choose a call in the queue or on the map'],
  'details.closed': ['Вызов {id} закрыт', 'Call {id} is closed'],
  'details.back': ['К очереди', 'Back to the queue'],
  'details.recommended': ['Рекомендуем', 'Recommended'],
  'details.options': ['Другие бригады и почему не они', 'Other crews and why not they'],
  'details.no-crew': ['Назначить некого', 'Nobody to assign'],
  'details.assign': ['Назначить {crew}', 'Assign {crew}'],
  'details.assigning': ['Назначаем…', 'Assigning…'],
  'details.from': ['откуда: {from}', 'from: {from}'],
  'details.shift': ['смена до {at}', 'shift ends {at}'],
  'details.override': ['Почему {crew}, а не рекомендованная?', 'Why {crew} and not the recommended one?'],
  'details.reason-own': ['Своими словами', 'In your own words'],
  'details.cancel': ['Отменить вызов…', 'Cancel the call…'],
  'details.cancel-why': ['Почему вызов отменяется?', 'Why is the call cancelled?'],
  'details.cancel-go': ['Отменить вызов {id}', 'Cancel call {id}'],
  'details.keep': ['Не отменять', 'Keep the call'],
  'details.dismiss': ['Отмена', 'Dismiss'],
  'details.milestones': ['Ход вызова', 'Progress'],
  'details.destination': ['Куда везти', 'Destination'],
  'details.destination-none': ['Стационар не выбран', 'No hospital chosen'],
  'details.runners-up': ['Другие стационары', 'Other hospitals'],
  'details.events': ['Журнал', 'Log'],
  'details.warnings': ['Проверьте', 'Check'],
  'details.caller': ['Звонил', 'Caller'],
  'details.patient': ['Пациент', 'Patient'],
  'details.note': ['Примечание', 'Note'],
  'details.doezd': ['Доезд {duration}', 'Response time {duration}'],
  'details.route': ['Дорога: {distance}, {duration}', 'Road: {distance}, {duration}'],
  'details.assigned-crew': ['Бригада', 'Crew'],
  'details.eta': ['Прибытие {at}', 'Arrival {at}'],
  'details.overridden': ['Решение человека: {reason}', 'A person decided: {reason}'],
  'details.made': ['Подобрано в {at}', 'Chosen at {at}'],

  'reason.closer': ['На деле ближе', 'Closer in fact'],
  'reason.knows': ['Знает адрес или пациента', 'Knows the place or patient'],
  'reason.profile': ['Нужна по профилю', 'Needed by kind'],
  'reason.silent': ['Рекомендованная не отвечает', 'The recommended one does not answer'],
  'reason.senior': ['Решение старшего врача', "Senior doctor's decision"],
  'cancel.duplicate': ['Повторный звонок о том же', 'A second call about the same'],
  'cancel.caller': ['Вызвавший отказался', 'The caller declined'],
  'cancel.false': ['Ложный вызов', 'False call'],
  'cancel.other-service': ['Передан другой службе', 'Given to another service'],

  'milestone.received': ['вызов принят', 'received'],
  'milestone.notified': ['вызов передан', 'notified'],
  'milestone.accepted': ['принял', 'accepted'],
  'milestone.en-route': ['выехал', 'en route'],
  'milestone.at-scene': ['на месте', 'at scene'],
  'milestone.at-patient': ['у пациента', 'at patient'],
  'milestone.transporting': ['везёт в стационар', 'transporting'],
  'milestone.at-hospital': ['в стационаре', 'at hospital'],
  'milestone.handed-over': ['пациент передан', 'handed over'],
  'milestone.available': ['свободна', 'available'],

  // crews
  'crews.all': ['все', 'all'],
  'crews.find': ['Номер, вид или подстанция', 'Number, kind or station'],
  'crews.none': ['Таких бригад нет', 'No such crews'],
  'crews.off-duty': ['не в смене', 'off duty'],
  'crews.until': ['до {at}', 'until {at}'],
  'crews.tablet': ['Планшет', 'Tablet'],
  'crews.tablet-link': ['Адрес для планшета бригады {crew}', "Address for the tablet of crew {crew}"],
  'crews.count': ['Показано {n} из {all}', 'Showing {n} of {all}'],

  // new call
  'call.title': ['Новый вызов', 'New call'],
  'call.submit': ['Передать в очередь', 'Put into the queue'],
  'call.sending': ['Передаём…', 'Sending…'],
  'call.hide': ['Свернуть (Esc)', 'Hide (Esc)'],
  'call.clear': ['Очистить', 'Clear'],
  'call.kept': ['Набранное сохраняется, пока вызов не передан', 'What you type is kept until the call is sent'],
  'call.retry': ['Не отправлено: сервер не отвечает. Всё набранное цело; повтор не создаст второго вызова.', 'Not sent: the server does not answer. All you typed is kept; a retry makes no second call.'],
  'call.accepted': ['Вызов {id} принят: {place}', 'Call {id} received: {place}'],
  'call.where': ['Где', 'Where'],
  'call.what': ['Что случилось', 'What happened'],
  'call.who': ['Пациент', 'Patient'],
  'call.caller': ['Кто звонит', 'Caller'],
  'field.address': ['Адрес или ориентир', 'Address or landmark'],
  'field.address.hint': ['Гатчина, Чкалова 5 · А-181 км 42', 'Gatchina, Chkalova 5 · A-181 km 42'],
  'field.entrance': ['Подъезд', 'Entrance'],
  'field.floor': ['Этаж', 'Floor'],
  'field.flat': ['Квартира', 'Flat'],
  'field.intercom': ['Домофон', 'Intercom'],
  'field.near': ['Как найти', 'How to find'],
  'field.complaint': ['Повод', 'Complaint'],
  'field.complaint.hint': ['боль в груди, ДТП, роды…', 'chest pain, road accident, birth…'],
  'field.note': ['Подробности', 'Details'],
  'field.injured': ['Пострадавших', 'Injured'],
  'field.threat': ['Угроза людям', 'Threat to people'],
  'field.blocked': ['Зажат, доступа нет', 'Trapped, no access'],
  'field.family': ['Фамилия', 'Family name'],
  'field.full-name': ['Фамилия, имя, отчество', 'Full name'],
  'field.given': ['Имя', 'Given name'],
  'field.patronymic': ['Отчество', 'Patronymic'],
  'field.birth': ['Дата рождения', 'Birth date'],
  'field.age': ['или лет', 'or years'],
  'field.sex': ['Пол', 'Sex'],
  'field.sex.male': ['мужской', 'male'],
  'field.sex.female': ['женский', 'female'],
  'field.sex.unknown': ['не знаем', 'unknown'],
  'field.snils': ['СНИЛС', 'SNILS'],
  'field.enp': ['Полис ОМС (ЕНП)', 'Insurance policy (ENP)'],
  'field.caller-name': ['Имя', 'Name'],
  'field.phone': ['Телефон', 'Phone'],
  'field.point': ['Точка: {label}', 'Point: {label}'],
  'check.address': ['Скажите, где: адрес, дорога и километр или ориентир', 'Say where: address, road and kilometre, or landmark'],
  'check.complaint': ['Скажите, что случилось', 'Say what happened'],
  'check.snils': ['В СНИЛС опечатка: не сходится контрольное число. Переспросите или оставьте пустым.', 'SNILS has a typo: the check number differs. Ask again or leave it empty.'],
  'field.birth.hint': ['дд.мм.гггг', 'dd.mm.yyyy'],
  'check.birth': ['Такой даты рождения быть не может: день.месяц.год', 'No such birth date: day.month.year'],

  // tablet
  'tablet.title': ['Бригада {crew}', 'Crew {crew}'],
  'tablet.waiting': ['Ждём вызов', 'Waiting for a call'],
  'tablet.off-line': ['Бригада вне линии', 'The crew is out of service'],
  'tablet.station': ['Подстанция', 'Station'],
  'tablet.kind': ['Вид бригады', 'Kind of crew'],
  'tablet.shift': ['Смена до', 'Shift ends'],
  'tablet.unsent': ['Не отправлено: {n}', 'Not sent: {n}'],
  'tablet.sent': ['Всё отправлено', 'All sent'],
  'tablet.undo': ['Не отправлять ({n})', 'Do not send ({n})'],
  'tablet.refused': ['«{step}» не принято', '“{step}” was refused'],
  'tablet.refused-order': ['Не отправлено: вызов {id} уже не ваш', 'Not sent: call {id} is no longer yours'],
  'tablet.legal': ['Сейчас можно: {steps}', 'Possible now: {steps}'],
  'tablet.legal-none': ['Сейчас ничего нажимать не нужно', 'Nothing to press now'],
  'tablet.order': ['Вызов {id}', 'Call {id}'],
  'tablet.no-order-link': ['Планшет не привязан к бригаде. Откройте ссылку, которую выдаст диспетчер.', 'This tablet belongs to no crew. Open the link that the dispatcher gives.'],
  'tablet.route': ['Маршрут', 'Route'],
  'tablet.patient': ['Пациент', 'Patient'],
  'tablet.to-scene': ['К пациенту', 'To the patient'],
  'tablet.to-hospital': ['В стационар: {name}', 'To hospital: {name}'],
  'tablet.arrive': ['прибытие {at}', 'arrival {at}'],
  'tablet.synthetic': ['{distance} пути не снято с местности: смотрите на знаки', '{distance} of the way is not surveyed: watch the signs'],
  'tablet.no-route': ['Маршрут не построен', 'No route'],
  'tablet.snap': ['Последние {distance} без дороги на карте', 'The last {distance} have no road on the map'],
  'tablet.call': ['Позвонить: {name}', 'Call: {name}'],
  'tablet.caller': ['звонившему', 'the caller'],
  'tablet.entrance': ['подъезд', 'entrance'],
  'tablet.floor': ['этаж', 'floor'],
  'tablet.flat': ['квартира', 'flat'],
  'tablet.intercom': ['домофон', 'intercom'],
  'tablet.promise': ['20 минут истекают в {at}', '20 minutes end at {at}'],
  'tablet.child': ['ребёнок', 'child'],
  'tablet.years': ['{n} лет', '{n} years'],
  'tablet.born': ['{date} ({n} лет)', '{date} ({n} years)'],
  'tablet.step.accepted': ['Приняли вызов', 'Accept the call'],
  'tablet.step.en-route': ['Выехали', 'En route'],
  'tablet.step.at-scene': ['На месте', 'At scene'],
  'tablet.step.at-patient': ['У пациента', 'At the patient'],
  'tablet.step.transporting': ['Везём в стационар', 'Transporting'],
  'tablet.step.at-hospital': ['Прибыли в стационар', 'At hospital'],
  'tablet.step.handed-over': ['Пациента передали', 'Handed over'],
  'tablet.step.available': ['Свободны', 'Available'],
  'tablet.step.available-early': ['Свободны — без госпитализации', 'Available — no transport'],
  'tablet.break': ['Сойти с линии…', 'Go out of service…'],
  'tablet.break-why': ['Почему бригада сходит с линии?', 'Why does the crew go out of service?'],
  'tablet.return': ['Вернуться на линию', 'Back in service'],
  'break.vehicle': ['Поломка', 'Breakdown'],
  'break.fuel': ['Заправка', 'Refuelling'],
  'break.wash': ['Санобработка', 'Disinfection'],
  'break.crew': ['Здоровье бригады', 'Crew health'],

  'card.title': ['Карта пациента', 'Patient record'],
  'card.none': ['Карты пациента нет', 'No patient record'],
  'card.source': ['{source}, получено {at}', '{source}, fetched {at}'],
  'card.fetched': ['получено {at}', 'fetched {at}'],
  'card.check': ['Проверьте', 'Check'],
  'card.alerts': ['Важно до помощи', 'Know before treating'],
  'card.candidates': ['Похожие пациенты. Спросите полное имя и дату рождения, введите то, что услышали.', 'Similar patients. Ask the full name and birth date and enter what you hear.'],
  'card.confirm': ['Подтвердить личность', 'Confirm identity'],
  'card.choose': ['Это он', 'This one'],
  'card.wrong': ['Не тот пациент', 'Wrong patient'],
  'card.wrong-sure': ['Убрать карту у всех: это не тот пациент', 'Remove the record everywhere: wrong patient'],
  'card.wrong-reason': ['Не тот пациент: личность не совпала на месте', 'Wrong patient: identity did not match at the scene'],
  'card.ai': ['Подсказка ИИ, врачом не подтверждено', 'AI hint, not confirmed by a doctor'],
  'card.sample': ['Спросите сами', 'Ask yourself'],
  'card.sample-list': [
    'Что беспокоит · Аллергия и какая реакция · Какие лекарства и когда последний раз · Чем болел, операции, беременность · Когда ел и пил · Что было перед этим',
    'Signs and symptoms · Allergies · Medication · Past history · Last meal · Events before',
  ],
};

/** @returns {Language} */
function preferred() {
  const asked = new URLSearchParams(globalThis.location?.search).get('lang') ?? globalThis.localStorage?.getItem('doezd.lang');
  return asked === 'en' ? 'en' : 'ru';
}

export const language = preferred();
if (globalThis.document) document.documentElement.lang = language;

/**
 * A text of the catalogue with its figures put in.
 * @param {string} key
 * @param {Record<string, string|number>} [params]
 */
export function t(key, params = {}) {
  const found = TEXTS[key]?.[language === 'ru' ? 0 : 1];
  if (found === undefined) return key;
  return found.replace(/\{([\w-]+)\}/g, (whole, name) => String(params[name] ?? whole));
}

/** What the service says in both languages, in the reader's. @param {{text: string, text_en?: string}} words */
export const said = (words) => (language === 'en' ? words.text_en ?? words.text : words.text);

/** Whether the catalogue knows the key. @param {string} key */
export const knows = (key) => key in TEXTS;
