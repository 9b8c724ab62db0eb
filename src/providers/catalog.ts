import { type Model, splitModelId } from '../core/model/model.ts';
import {
  ANTHROPIC_MODELS,
  BIGMODEL_MODELS,
  CHATGLM_MODELS,
  DEEPSEEK_MODELS,
  ERNIE_MODELS,
  ERNIE_V1_MODELS,
  GLM_PLAN_MODELS,
  KIMI_CODING_MODELS,
  KIMI_MODELS,
  OPENAI_MODELS,
  QWEN_INTL_MODELS,
  QWEN_MODELS,
  ZAI_MODELS,
} from './catalogModels.ts';
import type { AuthScheme } from './credentials/authorities.ts';
import type { DialectSpec } from './dialectSpec.ts';
import type { Endpoint } from './endpoint.ts';
import { type ModelFacts, modelOf } from './modelOf.ts';

interface Entry
  extends Pick<
    Endpoint,
    'id' | 'label' | 'labelZh' | 'baseUrl' | 'keyUrl' | 'tasks' | 'takesBatches' | 'embeddings' | 'modelList'
  > {
  /** OpenAI's, in its plain form, when absent. */
  readonly dialect?: DialectSpec;
  /** `bearer` when absent. */
  readonly auth?: AuthScheme;
  readonly headers?: Readonly<Record<string, string>>;
  readonly models?: readonly ModelFacts[];
}

const REMOTE: readonly Entry[] = [
  {
    id: 'zhipu',
    label: 'Zhipu BigModel',
    labelZh: '智谱 BigModel',
    baseUrl: 'https://open.bigmodel.cn/api/paas/v4',
    keyUrl: 'https://open.bigmodel.cn/usercenter/proj-mgmt/apikeys',
    dialect: { api: 'openai', provider: 'zhipu', traits: { planProvider: 'zhipu-coding' } },
    auth: 'zhipu-token',
    tasks: 'zhipu',
    takesBatches: true,
    embeddings: 'zhipu',
    models: BIGMODEL_MODELS,
  },
  {
    id: 'zhipu-coding',
    label: 'Zhipu BigModel Coding Plan',
    labelZh: '智谱 BigModel 编码套餐',
    baseUrl: 'https://open.bigmodel.cn/api/coding/paas/v4',
    keyUrl: 'https://open.bigmodel.cn/usercenter/proj-mgmt/apikeys',
    dialect: { api: 'openai', provider: 'zhipu' },
    models: GLM_PLAN_MODELS,
  },
  {
    id: 'zai',
    label: 'Z.ai',
    baseUrl: 'https://api.z.ai/api/paas/v4',
    keyUrl: 'https://z.ai/manage-apikey/apikey-list',
    dialect: { api: 'openai', provider: 'zhipu', traits: { planProvider: 'zai-coding' } },
    auth: 'zhipu-token',
    tasks: 'zhipu',
    takesBatches: true,
    embeddings: 'zhipu',
    models: ZAI_MODELS,
  },
  {
    id: 'zai-coding',
    label: 'Z.ai Coding Plan',
    labelZh: 'Z.ai 编码套餐',
    baseUrl: 'https://api.z.ai/api/coding/paas/v4',
    keyUrl: 'https://z.ai/manage-apikey/apikey-list',
    dialect: { api: 'openai', provider: 'zhipu' },
    models: GLM_PLAN_MODELS,
  },
  {
    id: 'zhipu-anthropic',
    label: 'Zhipu BigModel (Anthropic API)',
    labelZh: '智谱 BigModel（Anthropic 接口）',
    baseUrl: 'https://open.bigmodel.cn/api/anthropic',
    keyUrl: 'https://open.bigmodel.cn/usercenter/proj-mgmt/apikeys',
    dialect: { api: 'anthropic', provider: 'zhipu' },
    modelList: 'anthropic',
    models: GLM_PLAN_MODELS,
  },
  {
    id: 'zai-anthropic',
    label: 'Z.ai (Anthropic API)',
    labelZh: 'Z.ai（Anthropic 接口）',
    baseUrl: 'https://api.z.ai/api/anthropic',
    keyUrl: 'https://z.ai/manage-apikey/apikey-list',
    dialect: { api: 'anthropic', provider: 'zhipu' },
    modelList: 'anthropic',
    models: GLM_PLAN_MODELS,
  },
  {
    id: 'anthropic',
    label: 'Anthropic',
    baseUrl: 'https://api.anthropic.com',
    keyUrl: 'https://platform.claude.com/settings/keys',
    dialect: { api: 'anthropic', provider: 'anthropic' },
    auth: 'x-api-key',
    modelList: 'anthropic',
    models: ANTHROPIC_MODELS,
  },
  {
    id: 'deepseek',
    label: 'DeepSeek',
    labelZh: '深度求索 DeepSeek',
    baseUrl: 'https://api.deepseek.com',
    keyUrl: 'https://platform.deepseek.com/api_keys',
    dialect: { api: 'openai', provider: 'deepseek' },
    models: DEEPSEEK_MODELS,
  },
  {
    id: 'moonshot',
    label: 'Moonshot (China)',
    labelZh: '月之暗面 Moonshot（国内）',
    baseUrl: 'https://api.moonshot.cn/v1',
    keyUrl: 'https://platform.moonshot.cn/console/api-keys',
    dialect: { api: 'openai', provider: 'kimi' },
    models: KIMI_MODELS,
  },
  {
    id: 'moonshot-intl',
    label: 'Moonshot (international)',
    labelZh: '月之暗面 Moonshot（国际）',
    baseUrl: 'https://api.moonshot.ai/v1',
    keyUrl: 'https://platform.moonshot.ai/console/api-keys',
    dialect: { api: 'openai', provider: 'kimi' },
    models: KIMI_MODELS,
  },
  {
    id: 'kimi-coding',
    label: 'Kimi Code plan',
    labelZh: 'Kimi Code 会员套餐',
    baseUrl: 'https://api.kimi.com/coding/v1',
    keyUrl: 'https://www.kimi.com/code/console',
    dialect: { api: 'openai', provider: 'kimi' },
    models: KIMI_CODING_MODELS,
  },
  {
    id: 'dashscope',
    label: 'Alibaba Cloud Model Studio (Qwen)',
    labelZh: '阿里云百炼（通义千问）',
    baseUrl: 'https://dashscope.aliyuncs.com/compatible-mode/v1',
    keyUrl: 'https://bailian.console.aliyun.com/?tab=model#/api-key',
    dialect: { api: 'openai', provider: 'dashscope' },
    embeddings: 'dashscope',
    models: QWEN_MODELS,
  },
  {
    id: 'dashscope-intl',
    label: 'Alibaba Cloud Model Studio (international)',
    labelZh: '阿里云百炼（国际）',
    baseUrl: 'https://dashscope-intl.aliyuncs.com/compatible-mode/v1',
    keyUrl: 'https://modelstudio.console.alibabacloud.com/?tab=model#/api-key',
    dialect: { api: 'openai', provider: 'dashscope' },
    embeddings: 'dashscope',
    models: QWEN_INTL_MODELS,
  },
  {
    id: 'dashscope-coding',
    label: 'Alibaba Cloud Model Studio Coding Plan',
    labelZh: '阿里云百炼编码套餐',
    baseUrl: 'https://coding.dashscope.aliyuncs.com/v1',
    keyUrl: 'https://bailian.console.aliyun.com/?tab=model#/api-key',
    dialect: { api: 'openai', provider: 'dashscope' },
    models: QWEN_MODELS,
  },
  {
    id: 'dashscope-coding-intl',
    label: 'Alibaba Cloud Model Studio Coding Plan (international)',
    labelZh: '阿里云百炼编码套餐（国际）',
    baseUrl: 'https://coding-intl.dashscope.aliyuncs.com/v1',
    keyUrl: 'https://modelstudio.console.alibabacloud.com/?tab=model#/api-key',
    dialect: { api: 'openai', provider: 'dashscope' },
    models: QWEN_MODELS,
  },
  {
    id: 'siliconflow',
    label: 'SiliconFlow',
    labelZh: '硅基流动 SiliconFlow',
    baseUrl: 'https://api.siliconflow.cn/v1',
    keyUrl: 'https://cloud.siliconflow.cn/account/ak',
    dialect: { api: 'openai', provider: 'siliconflow' },
  },
  {
    id: 'siliconflow-intl',
    label: 'SiliconFlow (international)',
    labelZh: '硅基流动 SiliconFlow（国际）',
    baseUrl: 'https://api.siliconflow.com/v1',
    keyUrl: 'https://cloud.siliconflow.com/account/ak',
    dialect: { api: 'openai', provider: 'siliconflow' },
  },
  {
    id: 'openrouter',
    label: 'OpenRouter',
    baseUrl: 'https://openrouter.ai/api/v1',
    keyUrl: 'https://openrouter.ai/settings/keys',
    headers: { 'x-title': 'Inkstone' },
    dialect: { api: 'openai', provider: 'openrouter' },
  },
  {
    id: 'openai',
    label: 'OpenAI',
    baseUrl: 'https://api.openai.com/v1',
    keyUrl: 'https://platform.openai.com/api-keys',
    dialect: { api: 'openai', provider: 'openai' },
    embeddings: 'openai',
    models: OPENAI_MODELS,
  },
  {
    id: 'qianfan',
    label: 'Baidu Qianfan (ERNIE)',
    labelZh: '百度千帆（文心）',
    baseUrl: 'https://qianfan.baidubce.com/v2',
    keyUrl: 'https://console.bce.baidu.com/iam/#/iam/apikey/list',
    dialect: { api: 'openai', provider: 'qianfan' },
    auth: 'baidu-qianfan',
    embeddings: 'qianfan',
    models: ERNIE_MODELS,
  },
  {
    id: 'ernie-v1',
    label: 'Baidu ERNIE v1 (legacy)',
    labelZh: '百度文心 v1（旧版）',
    baseUrl: 'https://aip.baidubce.com/rpc/2.0/ai_custom/v1/wenxinworkshop',
    keyUrl: 'https://console.bce.baidu.com/qianfan/ais/console/applicationConsole/application',
    dialect: { api: 'ernie-v1' },
    auth: 'baidu-ernie',
    models: ERNIE_V1_MODELS,
  },
  {
    id: 'zhipu-v3',
    label: 'Zhipu BigModel v3 (legacy)',
    labelZh: '智谱 BigModel v3（旧版）',
    baseUrl: 'https://open.bigmodel.cn/api/paas/v3/model-api',
    keyUrl: 'https://open.bigmodel.cn/usercenter/proj-mgmt/apikeys',
    dialect: { api: 'zhipu-v3' },
    auth: 'zhipu-token-bare',
    tasks: 'zhipu-v3',
    models: CHATGLM_MODELS,
  },
];

/** Servers on this machine, at the addresses that they take by default. Loopback by number: no name to resolve. */
const LOCAL: readonly Entry[] = [
  {
    id: 'ollama',
    label: 'Ollama',
    baseUrl: 'http://127.0.0.1:11434',
    dialect: { api: 'ollama' },
    modelList: 'ollama',
    embeddings: 'ollama',
  },
  {
    id: 'lmstudio',
    label: 'LM Studio',
    baseUrl: 'http://127.0.0.1:1234/v1',
    modelList: 'lmstudio',
    dialect: { api: 'openai', provider: 'lmstudio' },
    embeddings: 'openai',
  },
  {
    id: 'llamacpp',
    label: 'llama.cpp',
    baseUrl: 'http://127.0.0.1:8080/v1',
    modelList: 'llamacpp',
    dialect: { api: 'openai', provider: 'llamacpp' },
    embeddings: 'openai',
  },
  {
    id: 'vllm',
    label: 'vLLM',
    baseUrl: 'http://127.0.0.1:8000/v1',
    dialect: { api: 'openai', provider: 'vllm' },
    embeddings: 'openai',
  },
];

/** Every provider that Inkstone knows by itself, in the order in which they are offered. */
export const CATALOG: readonly Endpoint[] = [
  ...REMOTE.map((entry) => endpointOf(entry, false)),
  ...LOCAL.map((entry) => endpointOf(entry, true)),
];

function endpointOf(entry: Entry, isLocal: boolean): Endpoint {
  const { models = [], dialect = { api: 'openai' }, auth = 'bearer', headers = {}, ...rest } = entry;
  return {
    ...rest,
    needsKey: !isLocal,
    isLocal,
    models: models.map((facts) => modelOf(entry.id, facts)),
    dialect,
    auth,
    headers,
  };
}

/**
 * The model of an id such as `zhipu/glm-5.2`. One that its endpoint does not list is taken at its word, with
 * careful sizes; `undefined` when the id is malformed or names no endpoint.
 */
export function findModel(
  endpoints: readonly Endpoint[],
  id: string,
): { readonly endpoint: Endpoint; readonly model: Model } | undefined {
  const slash = id.indexOf('/');
  if (slash < 1 || slash === id.length - 1) return undefined;
  const { provider, name } = splitModelId(id);
  const endpoint = endpoints.find((each) => each.id === provider);
  if (!endpoint) return undefined;
  const listed = endpoint.models.find((model) => model.name === name);
  return { endpoint, model: listed ?? modelOf(provider, { name }) };
}
